"""Cleans and splits the official text of a pack's documents into their articles."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mingjing.rules.noise import clean
from mingjing.rules.numbering import chinese, number
from mingjing.rules.packs.nouns import Document, Pack

NUMERAL = "一二三四五六七八九十百"
HEADING = re.compile(rf"(?:(?<=[\s。；;：:)）”])|^)第([{NUMERAL}]+)条(?!\s*(?:至|和|、|或|的|规定|款|项|第|之))")
ITEM = re.compile(rf"(?<![第\n])(?=[（(][{NUMERAL}]+[）)])|(?<=[。；;：:])(?=\d{{1,2}}、)")
START = re.compile(rf"^(第[{NUMERAL}]+条)(?=\S)")
IN_FORCE = re.compile(r".*?施行。", re.S)
LONGEST_GAP = 80  # between a title and its first article: a date, a line of issue


@dataclass(frozen=True)
class Placed:
    """The official text of one article."""

    document: str
    number: int
    text: str

    @property
    def id(self) -> str:
        return f"{self.document}-{self.number}"


@dataclass(frozen=True)
class Leftover:
    """A piece of text that belongs to no article, and why."""

    text: str
    why: str


@dataclass
class Reading:
    """What a text gave: articles placed, pieces left over, noise removed, and what is wrong with it."""

    articles: list[Placed] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    removed: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def leave(self, text: str, why: str) -> None:
        if text.strip():
            self.leftovers.append(Leftover(tidy(text), why))


def read(text: str, pack: Pack) -> Reading:
    """Split the text of `pack`. Nothing is lost: each piece is placed, left over with a reason, or removed as noise."""
    reading = Reading()
    documents = [document for document in pack.documents.values() if document.articles]
    if not text.strip():
        reading.problems.append("文件是空的，没有任何文字。")
    elif not documents:
        reading.problems.append(f"法规包 {pack.slug} 没有登记条文，不能导入原文。")
    else:
        cleaned = clean(text)
        reading.removed = cleaned.removed
        reading.remarks.extend(cleaned.doubtful)
        _split(cleaned.text, documents, reading)
    return reading


def tidy(text: str) -> str:
    """Without layout spaces, each item on a line of its own, a wide space after the article's number."""
    close = re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", text)
    return START.sub("\\1\u3000", ITEM.sub("\n", close))


def _split(text: str, documents: Sequence[Document], reading: Reading) -> None:
    starts = _starts(text, documents)
    found = {document.id for _, _, document in starts}
    reading.problems += [f"没有找到《{d.title}》的标题和第一条。" for d in documents if d.id not in found]
    if not starts:
        reading.leave(text, "没有找到任何文件")
        return
    reading.leave(text[: starts[0][0]], "第一个文件标题之前的文字（通知正文）")
    ends = [start for start, _, _ in starts[1:]] + [len(text)]
    for (_, body, document), end in zip(starts, ends, strict=True):
        _place(text[body:end], document, reading)
    order = [document.id for _, _, document in starts]
    expected = [document.id for document in documents if document.id in found]
    if order != expected:
        reading.remarks.append(f"文件的先后与登记的不同：{'、'.join(order)}。")


def _starts(text: str, documents: Sequence[Document]) -> list[tuple[int, int, Document]]:
    """Where each document begins, title included, and where its articles begin.

    By its title; if no title is found at all, by the articles numbered one, in the order of the pack.
    """
    titled = [(match.start(), match.end(), d) for d in documents if (match := _title(d).search(text))]
    if titled:
        return sorted(titled, key=lambda start: start[0])
    firsts = [match.start() for match in HEADING.finditer(text) if match[1] == "一"]
    return [(at, at, d) for at, d in zip(firsts, documents, strict=False)] if len(firsts) == len(documents) else []


def _title(document: Document) -> re.Pattern[str]:
    """The title, however spaced and bracketed, with an article soon after."""
    signs = re.sub(r"\s", "", document.title).translate(str.maketrans("（）", "()"))
    spaced = r"\s*".join({"(": "[(（]", ")": "[)）]"}.get(sign, re.escape(sign)) for sign in signs)
    return re.compile(rf"{spaced}[^。]{{0,{LONGEST_GAP}}}?(?=第\s*[{NUMERAL}]+条)")


def _place(body: str, document: Document, reading: Reading) -> None:
    headings = list(HEADING.finditer(body))
    numbers = [number(heading[1]) for heading in headings]
    reading.problems += _wrong(numbers, document)
    reading.leave(body[: headings[0].start()] if headings else body, f"《{document.short}》第一条之前的文字")
    ends = [heading.start() for heading in headings[1:]] + [len(body)]
    seen: set[int] = set()
    for heading, at, end in zip(headings, numbers, ends, strict=True):
        text = body[heading.start() : end]
        if at in seen or not 1 <= at <= document.articles:
            reading.leave(text, f"《{document.short}》第{heading[1]}条" + ("重复" if at in seen else "超出应有的条数"))
            continue
        seen.add(at)
        if at == document.articles and (closing := IN_FORCE.match(text)):
            reading.leave(text[closing.end() :], f"《{document.short}》最后一条之后的文字")
            text = closing[0]
        reading.articles.append(Placed(document.id, at, tidy(text)))


def _wrong(numbers: Sequence[int], document: Document) -> Iterator[str]:
    """Missing, repeated, superfluous and misordered articles, each as a sentence."""
    for missing in sorted(set(range(1, document.articles + 1)) - set(numbers)):
        yield f"《{document.short}》缺第{chinese(missing)}条。"
    for at, times in sorted(Counter(numbers).items()):
        if times > 1:
            yield f"《{document.short}》第{chinese(at)}条出现 {times} 次。"
        if at > document.articles:
            yield f"《{document.short}》应有 {document.articles} 条，却出现第{chinese(at)}条。"
    for before, after in zip(numbers, numbers[1:], strict=False):
        if after < before:
            yield f"《{document.short}》第{chinese(after)}条排在第{chinese(before)}条之后。"
