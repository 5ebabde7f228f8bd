"""Page numbers and paragraph numbers that stand inside the sentences of a scanned or copied text."""

import re
from bisect import bisect_left
from dataclasses import dataclass

OWN_LINE = re.compile(r"^[ \t]*(?:[-—－·]*[ \t]*\d{1,3}[ \t]*[-—－·]*|第[ \t]*\d+[ \t]*页.*)$", re.M)
LINE_MARK = re.compile(r"[ \t]*(\d{1,3})、")
# What may be a page number: never a number that counts (5 个工作日) or lists (1、), or is part of a longer one.
LOOSE = re.compile(
    r"(?<![\d第.])(\d{1,3})(?![\d.、])(?!\s*(?:个|日|天|年|月|周|时|分|元|万|人|次|号|条|款|页|%|％))(?!\s*[）)〕\]])"
)
FEWEST = 3  # a shorter run of numbers is no run of pages


@dataclass(frozen=True)
class Cleaned:
    """The text without its noise, what was taken out, and numbers that look like noise but were left in."""

    text: str
    removed: tuple[str, ...]
    doubtful: tuple[str, ...]


def clean(text: str) -> Cleaned:
    """Take out paragraph marks and page numbers. What may be part of the law stays in and is reported."""
    body, marks = _without_marks(text.replace("\r\n", "\n").replace("\r", "\n"))
    body, lines = _without_page_lines(body)
    pages = _pages(body)
    kept, last = [], 0
    for found in pages:
        kept.append(body[last : found.start()])
        last = found.end()
    kept.append(body[last:])
    removed = (*marks, *lines, *(f"页码 {found[1]}" for found in pages))
    return Cleaned("".join(kept), removed, _doubtful(pages))


def _without_marks(text: str) -> tuple[str, list[str]]:
    """Without the marks 1、2、3、 that number every line, wherever a sentence is; lines are then joined."""
    lines = [line for line in text.split("\n") if line.strip()]
    marks = [LINE_MARK.match(line) for line in lines]
    numbers = [int(mark[1]) if mark else 0 for mark in marks]
    if len(lines) < FEWEST or numbers != list(range(1, len(lines) + 1)):
        return text, []
    joined = "".join(line[mark.end() :] for line, mark in zip(lines, marks, strict=True) if mark)
    return joined, [f"段号 {number}" for number in numbers]


def _without_page_lines(text: str) -> tuple[str, list[str]]:
    """Without lines that hold nothing but a page number; the sentence they interrupt is joined again."""
    found = [f"页码行 {match[0].strip()}" for match in OWN_LINE.finditer(text)]
    return (re.sub(r"\n?" + OWN_LINE.pattern[1:-1] + r"(?=\n|$)", "", text) if found else text), found


def _pages(text: str) -> list[re.Match[str]]:
    """The longest run of loose numbers that rises by one, page after page, or by two where one page is lost."""
    loose = list(LOOSE.finditer(text))
    best: list[list[re.Match[str]]] = []
    ends: dict[int, list[re.Match[str]]] = {}
    for found in loose:
        page = int(found[1])
        before = max((ends.get(page - step, []) for step in (1, 2)), key=len)
        run = [*before, found]
        if len(run) > len(ends.get(page, [])):
            ends[page] = run
        best.append(run)
    longest = max(best, key=len, default=[])
    return longest if len(longest) >= FEWEST else []


def _doubtful(pages: list[re.Match[str]]) -> tuple[str, ...]:
    numbers = [int(found[1]) for found in pages]
    if not numbers:
        return ()
    lost = [n for n in range(numbers[0], numbers[-1] + 1) if numbers[bisect_left(numbers, n)] != n]
    return tuple(f"页码 {n} 没有找到，可能留在正文里" for n in lost)
