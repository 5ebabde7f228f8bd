"""What is left of an office document or a mail: lines, rows of tables and pictures.

Words alone become bare text, which can be copied, searched and read aloud. Pictures are often what matters (a copied
screen, a photographed paper), so a document that has some is drawn in pages, if the machine has a font for Chinese.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mingjing.flattening import drawing, texts
from mingjing.flattening.pipe import Out

MOST_CHARACTERS = 4_000_000
MOST_DRAWN = 400_000  # characters in pages: some 300 of them
MOST_PICTURES = 300
PICTURE = "〔图片〕"


@dataclass(frozen=True)
class Line:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    cells: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """A picture, in any format."""

    data: bytes


Block = Line | Row | Shown


def prepare() -> None:
    """Load the font, and what draws."""
    drawing.prepare()


def compose(blocks: Iterable[Block], out: Out) -> str:
    """Write the blocks; the media type."""
    kept = list(_capped(blocks, out))
    if any(isinstance(block, Shown) for block in kept) and drawing.FONTS:
        return _drawn(kept, out)
    for block in kept:
        texts.write(_text(block, out), out)
    return "text/plain"


def _capped(blocks: Iterable[Block], out: Out) -> Iterator[Block]:
    left, pictures = MOST_CHARACTERS, MOST_PICTURES
    for block in blocks:
        pictures -= isinstance(block, Shown)
        left -= _length(block)
        if left < 0 or pictures < 0:
            out.found("cut_short")
            return
        yield block


def _length(block: Block) -> int:
    if isinstance(block, Shown):
        return 0
    return len(block.text) + 1 if isinstance(block, Line) else sum(len(cell) + 1 for cell in block.cells)


def _text(block: Block, out: Out) -> str:
    if isinstance(block, Shown):
        out.found("pictures")
        return PICTURE + "\n"
    if isinstance(block, Row):
        return "\t".join(" ".join(cell.split()) for cell in block.cells) + "\n"
    return block.text + "\n"


def _drawn(blocks: list[Block], out: Out) -> str:
    sheet, left = drawing.Sheet(out), MOST_DRAWN
    for block in blocks:
        left -= _length(block)
        if left < 0 or sheet.full:
            out.found("cut_short")
            break
        if isinstance(block, Line):
            sheet.line(texts.cleaned(block.text, out))
        elif isinstance(block, Row):
            sheet.row([texts.cleaned(cell, out) for cell in block.cells])
        elif not sheet.picture(block.data):
            out.found("pictures")
            sheet.line(PICTURE)
    return sheet.end()
