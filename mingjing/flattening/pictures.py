"""Pictures are drawn anew, upright, from their points alone. What moves becomes a PDF with one page for each step."""

import io
from typing import BinaryIO

from PIL import (
    BmpImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageOps,
    ImageSequence,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from mingjing.flattening.kinds import NotFlattened
from mingjing.flattening.pages import Pages
from mingjing.flattening.pipe import Out

READABLE: tuple[str, ...] = ()
MOST_POINTS = 50_000_000
MOST_STEPS = 100
QUALITY = 90
SHARES = 0.75  # points of paper for a point of a picture: 96 to the inch
# The only ones that Pillow shall know; it would look for forty more.
PLUGINS = (
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
FORMATS = {"image/jpeg": ("JPEG",), "image/png": ("PNG",), "image/gif": ("GIF",), "image/webp": ("WEBP",)}
ENDS = {"image/jpeg": b"\xff\xd9", "image/png": b"IEND\xaeB`\x82", "image/gif": b";"}
# What Pillow notes about any picture and tells nothing of its maker.
PLAIN = frozenset(
    ("adobe", "adobe_transform", "background", "bbox", "blend", "default_image", "disposal", "dpi", "duration")
    + ("extension", "gamma", "interlace", "jfif", "jfif_density", "jfif_unit", "jfif_version", "loop", "mpoffset")
    + ("progression", "progressive", "srgb", "timestamp", "transparency", "version")
)


def prepare() -> None:
    """Let the readers and writers work once: they load others when they are first needed."""
    for form in ("JPEG", "PNG", "GIF", "WEBP"):
        drawn = io.BytesIO()
        Image.new("RGB", (2, 2)).save(drawn, form, **({"quality": QUALITY} if form == "JPEG" else {}))
        drawn.seek(0)
        Image.open(drawn).load()
    Image.MAX_IMAGE_PIXELS = MOST_POINTS


def flatten(kind: str, source: BinaryIO, out: Out) -> str:
    """A JPEG from a JPEG, else a PNG; a PDF if it moves.

    Raises:
        NotFlattened: more than 50 million points.
    """
    data = source.read()
    if kind in ENDS and not data.rstrip(b"\0\r\n").endswith(ENDS[kind]):
        out.found("embedded_files")
    picture = opened(data, FORMATS[kind])
    if getattr(picture, "is_animated", False) and picture.format != "MPO":
        return _steps(picture, out)
    _note(picture, out)
    form = "JPEG" if kind == "image/jpeg" else "PNG"
    out.write(drawn(picture, form))
    return f"image/{form.lower()}"


def opened(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    """The picture, if it is not too large to be drawn."""
    picture = Image.open(io.BytesIO(data), formats=formats)
    if picture.width * picture.height > MOST_POINTS:
        raise NotFlattened("too_large")
    return picture


def upright(picture: Image.Image) -> Image.Image:
    """Its points in RGB, RGBA or grey, turned as its maker held it, and nothing else."""
    turned = ImageOps.exif_transpose(picture)
    if turned.mode.startswith("I;16"):
        turned = turned.point(lambda value: value / 256).convert("L")
    if turned.mode not in ("RGB", "RGBA", "L"):
        turned = turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    turned.info = {}
    return turned


def drawn(picture: Image.Image, form: str) -> bytes:
    """The picture drawn anew as JPEG or PNG."""
    made = io.BytesIO()
    points = upright(picture)
    if form == "JPEG":
        points.convert("L" if points.mode == "L" else "RGB").save(made, "JPEG", quality=QUALITY)
    else:
        points.save(made, "PNG")
    return made.getvalue()


def _steps(picture: Image.Image, out: Out) -> str:
    _note(picture, out)
    pages = Pages(out)
    for number, step in enumerate(ImageSequence.Iterator(picture)):
        if number == MOST_STEPS or pages.late:
            out.found("cut_short")
            break
        pages.add(on_white(upright(step)), step.width * SHARES, step.height * SHARES)
    return pages.end()


def on_white(picture: Image.Image) -> Image.Image:
    """The picture as it looks on paper."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def without_colour(picture: Image.Image) -> Image.Image:
    """Without its colours, if it has none: a third of the bytes."""
    small = picture.resize((max(1, picture.width // 4), max(1, picture.height // 4)), Image.Resampling.BOX)
    red, green, blue = small.split()
    return picture.convert("L") if red.tobytes() == green.tobytes() == blue.tobytes() else picture


def _note(picture: Image.Image, out: Out) -> None:
    picture.load()
    exif = picture.getexif()
    packet = repr([value for name, value in picture.info.items() if "xmp" in str(name).lower()])
    if exif.get_ifd(ExifTags.IFD.GPSInfo) or "GPSL" in packet:
        out.found("location")
    if len(exif) or set(picture.info) - PLAIN:
        out.found("metadata")
    if picture.format == "MPO":
        out.found("embedded_files")
