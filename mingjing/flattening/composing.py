"""What is left of an office document or a mail: lines, rows of tables and pictures, written as bare text."""

from collections.abc import Iterable
from dataclasses import dataclass

from mingjing.flattening import texts
from mingjing.flattening.pipe import Out

MOST_CHARACTERS = 4_000_000
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


def compose(blocks: Iterable[Block], out: Out) -> str:
    """Write the blocks as text, cells apart by tabs; the media type."""
    left = MOST_CHARACTERS
    for block in blocks:
        text = _text(block, out)
        if len(text) > left:
            out.found("cut_short")
            break
        left -= len(text)
        texts.write(text, out)
    return "text/plain"


def _text(block: Block, out: Out) -> str:
    if isinstance(block, Shown):
        out.found("pictures")
        return PICTURE + "\n"
    if isinstance(block, Row):
        return "\t".join(" ".join(cell.split()) for cell in block.cells) + "\n"
    return block.text + "\n"
