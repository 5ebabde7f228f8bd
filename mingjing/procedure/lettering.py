"""How wide words are and how they break into lines: a Chinese letter is as wide as it is high."""

from __future__ import annotations

import unicodedata

WIDE = 1.0
NARROW = 0.58
NO_START = "，。、；：？！）》」』”’…,.;:?!)]}"  # a line does not begin with these
LONGEST = 13  # letters of a word before it is cut
LINE = 1.25  # the height of a line, in letters


def width(text: str, size: float = 12) -> float:
    """The width of a line in pixels."""
    return sum(WIDE if unicodedata.east_asian_width(letter) in "WFA" else NARROW for letter in text) * size


def wrap(text: str, room: float, size: float = 12, most: int = 99) -> list[str]:
    """Lines no wider than `room`; what does not go into `most` lines ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width(line + piece.rstrip(), size) > room and piece not in NO_START:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    lines.append(line.rstrip())
    if len(lines) <= most:
        return [line for line in lines if line]
    kept, last = lines[: most - 1], lines[most - 1]
    while last and width(last + "…", size) > room:
        last = last[:-1]
    return [*kept, last + "…"]


def _pieces(text: str) -> list[str]:
    """Where a line may break: between Chinese letters, and after a word of others, cut if it is long."""
    pieces: list[str] = []
    word = ""
    for letter in text:
        if unicodedata.east_asian_width(letter) in "WF":
            pieces += [word, letter]
            word = ""
        else:
            word += letter
            if letter in " -/" or len(word) >= LONGEST:
                pieces.append(word)
                word = ""
    return [piece for piece in [*pieces, word] if piece]
