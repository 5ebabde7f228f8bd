"""Draws lines, rows and pictures on pages, one below the other: plain, and as readable as a print-out."""

import io
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from mingjing.flattening import pictures
from mingjing.flattening.kinds import NotFlattened
from mingjing.flattening.pages import Pages
from mingjing.flattening.pipe import Out

# A4 at 150 dots to the inch.
WIDTH, HEIGHT, MARGIN = 1240, 1754, 105
PAPER = (595.28, 841.89)  # points
TEXT, STEP = 25, 40  # dots: 12 points, and from line to line
CELL = 8  # dots between a word and the line of its cell
NARROWEST = 60  # dots of a column
MOST_PAGES = 200
ROOM = WIDTH - 2 * MARGIN
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
FACES = (
    "NotoSansCJK-Regular.*",
    "NotoSerifCJK-Regular.*",
    "SourceHanSans*-Regular.*",
    "wqy-*.ttc",
    "DroidSansFallback*",
)
LIKELY = (2, 0, 1, 3, 4)  # numbers of faces: that of the mainland is the third in the collections of Noto
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
FONTS: list[ImageFont.FreeTypeFont] = []


def prepare() -> None:
    """Load a font for Chinese into memory, if there is one, and what draws with it."""
    pictures.prepare()
    found = (path for face in FACES for folder in FOLDERS for path in sorted(Path(folder).rglob(face)))
    path = next(found, None)
    if path:
        FONTS.append(_chinese(path.read_bytes()))
        _width("甲")


def _chinese(data: bytes) -> ImageFont.FreeTypeFont:
    """Of a collection of faces, the one with the forms of the mainland."""
    for number in LIKELY:
        try:
            face = ImageFont.truetype(io.BytesIO(data), TEXT, number, layout_engine=ImageFont.Layout.BASIC)
        except OSError:
            continue
        if "SC" in str(face.getname()[0]):
            return face
    return ImageFont.truetype(io.BytesIO(data), TEXT, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(10_000)
def _width(letter: str) -> float:
    return FONTS[0].getlength(letter)


def wrapped(text: str, room: float) -> Iterator[str]:
    """The lines of a text in a column of so many dots; words in Latin letters stay whole where they can."""
    for paragraph in text.split("\n"):
        line, wide, word = "", 0.0, 0  # word: where the word begins that is being set
        for letter in paragraph.expandtabs(4):
            wide += _width(letter)
            if wide > room and line:
                cut = word if 0 < word < len(line) and letter.isascii() and letter != " " else len(line)
                yield line[:cut].rstrip()
                line = line[cut:]
                wide, word = sum(map(_width, line)) + _width(letter), 0
            line += letter
            word = word if letter.isascii() and letter != " " else len(line)
        yield line.rstrip()


class Sheet:
    """The page that is being drawn, and those before it."""

    def __init__(self, out: Out):
        self.pages = Pages(out)
        self.full = False
        self.used = 0
        self._begin()

    def line(self, text: str) -> None:
        """A paragraph."""
        for words in wrapped(text, ROOM):
            self._need(STEP)
            self.pen.text((MARGIN, self.place), words, "black", FONTS[0])
            self.place += STEP
        self.place += CELL

    def row(self, cells: list[str]) -> None:
        """A row of a table, all columns alike; what is too much for one page goes on on the next."""
        columns = max(1, min(len(cells), ROOM // NARROWEST))
        room = ROOM // columns
        for start in range(0, max(1, len(cells)), columns):
            texts = [list(wrapped(cell, room - 2 * CELL)) for cell in cells[start : start + columns]]
            for number in range(max((len(lines) for lines in texts), default=0)):
                self._need(STEP)
                self._cells([lines[number : number + 1] for lines in texts], room, first=number == 0)
        self.pen.line((MARGIN, self.place, MARGIN + columns * room, self.place), "grey")

    def picture(self, data: bytes) -> bool:
        """A picture, made smaller if it must be; False if it cannot be drawn."""
        try:
            opened = pictures.opened(data, FORMATS)
            seen = pictures.on_white(pictures.upright(opened))
        except (NotFlattened, OSError, ValueError, SyntaxError):
            return False
        scale = min(1.5, ROOM / seen.width, (HEIGHT - 2 * MARGIN) / seen.height)
        size = max(1, round(seen.width * scale)), max(1, round(seen.height * scale))
        self._need(size[1])
        self.page.paste(seen.resize(size), (MARGIN, self.place))
        self.place += size[1] + CELL
        return True

    def end(self) -> str:
        """Write the last page; the media type."""
        self._write()
        return self.pages.end()

    def _cells(self, texts: list[list[str]], room: int, first: bool) -> None:
        for column, words in enumerate(texts):
            left = MARGIN + column * room
            self.pen.text((left + CELL, self.place), "".join(words), "black", FONTS[0])
            self.pen.line((left, self.place, left, self.place + STEP), "grey")
            self.pen.line((left + room, self.place, left + room, self.place + STEP), "grey")
            if first:
                self.pen.line((left, self.place, left + room, self.place), "grey")
        self.place += STEP

    def _begin(self) -> None:
        self.page = Image.new("RGB", (WIDTH, HEIGHT), "white")
        self.pen = ImageDraw.Draw(self.page)
        self.place = MARGIN

    def _need(self, room: int) -> None:
        if self.place + room > HEIGHT - MARGIN and self.place > MARGIN:
            self._write()
            self._begin()

    def _write(self) -> None:
        if self.used < MOST_PAGES:
            self.pages.add(pictures.without_colour(self.page), *PAPER)
        self.used += 1
        self.full = self.used >= MOST_PAGES or self.pages.late
