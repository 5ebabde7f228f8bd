"""Pictures keep what is seen and lose what is told."""

import io

import pikepdf
import pytest
from PIL import Image

from mingjing.flattening import NotFlattened, flatten
from tests.flattening.samples import CANARY, forms, photo, told_photo, told_png


def drawn(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_photo_is_upright_and_tells_nothing():
    flat = flatten("image/jpeg", [told_photo()])
    picture = drawn(flat.data)
    assert (flat.kind, flat.ending, picture.size) == ("image/jpeg", ".jpg", (40, 60))
    red, _, blue = picture.convert("RGB").getpixel((20, 5))
    assert red > 200 > blue  # what was left is on top
    assert not picture.getexif()
    assert {"exif", "xmp", "comment", "icc_profile"}.isdisjoint(picture.info)
    assert not [form for form in forms() if form in flat.data]
    assert set(flat.removed) == {"location", "metadata", "embedded_files"}


def test_a_png_tells_nothing():
    flat = flatten("image/png", [told_png()])
    assert (flat.kind, flat.ending) == ("image/png", ".png")
    assert drawn(flat.data).info == {}
    assert not [form for form in forms() if form in flat.data]
    assert set(flat.removed) == {"location", "metadata", "embedded_files"}


def test_a_picture_that_tells_nothing_is_said_to_have_lost_nothing():
    assert flatten("image/jpeg", [photo()]).removed == ()
    assert flatten("image/webp", [photo("WEBP")]).removed == ()


@pytest.mark.parametrize(("kind", "form"), [("image/gif", "GIF"), ("image/webp", "WEBP")])
def test_a_still_picture_becomes_a_png(kind, form):
    flat = flatten(kind, [photo(form)])
    assert (flat.kind, flat.ending, drawn(flat.data).size) == ("image/png", ".png", (60, 40))


@pytest.mark.parametrize(("kind", "form"), [("image/gif", "GIF"), ("image/webp", "WEBP"), ("image/png", "PNG")])
def test_a_moving_picture_becomes_a_page_for_each_step(kind, form):
    steps = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    flat = flatten(kind, [photo(form, size=(8, 8), save_all=True, append_images=steps, comment=CANARY.encode())])
    assert flat.kind == "application/pdf"
    with pikepdf.open(io.BytesIO(flat.data)) as paper:
        assert len(paper.pages) == 4
    assert not [form for form in forms() if form in flat.data]


def test_of_a_phone_s_picture_with_a_second_one_inside_the_first_is_drawn():
    second = Image.new("RGB", (60, 40), "green")
    flat = flatten("image/jpeg", [photo("MPO", save_all=True, append_images=[second])])
    assert (flat.kind, drawn(flat.data).format, drawn(flat.data).size) == ("image/jpeg", "JPEG", (60, 40))
    assert "embedded_files" in flat.removed


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_all_modes_are_drawn(mode):
    form = "JPEG" if mode == "CMYK" else "PNG"
    flat = flatten(f"image/{form.lower()}", [saved(Image.new(mode, (4, 4)), form)])
    assert drawn(flat.data).size == (4, 4)


def saved(picture: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue()


def test_what_was_transparent_stays_so():
    flat = flatten("image/png", [saved(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), "PNG")])
    assert drawn(flat.data).mode == "RGBA"


def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn():
    huge = saved(Image.new("1", (10_000, 5_001)), "PNG")
    with pytest.raises(NotFlattened, match="too_large"):
        flatten("image/png", [huge])


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/gif", "image/webp"])
def test_broken_pictures_and_other_kinds_are_refused(kind):
    form = kind.removeprefix("image/").upper()
    other = photo("PNG" if form != "PNG" else "GIF")
    for data in (photo(form, size=(900, 900))[:200], other, b"MZ" + bytes(500), b"<svg onload='x'/>"):
        with pytest.raises(NotFlattened, match="broken"):
            flatten(kind, [data])
