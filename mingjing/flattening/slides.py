"""PowerPoint presentations: the words of each slide that is shown, its tables and its pictures."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from mingjing.flattening import composing
from mingjing.flattening.composing import Block, Line, Row, Shown, compose
from mingjing.flattening.packages import Package, child, children, local
from mingjing.flattening.pipe import Out

READABLE: tuple[str, ...] = ()
SHOW = "ppt/presentation.xml"
NAMES = ("nvSpPr", "nvPicPr", "nvGrpSpPr", "nvGraphicFramePr", "nvCxnSpPr")
OFF, ON = ("0", "false"), ("1", "true")


def prepare() -> None:
    """Load the font."""
    composing.prepare()


def flatten(kind: str, source: BinaryIO, out: Out) -> str:
    """The words and pictures of a presentation.

    Raises:
        NotFlattened: no such presentation, broken, with a password, or beyond the limits of an archive.
    """
    package = Package(source.read())
    package.require(SHOW)
    package.note(out)
    return compose(_slides(package, out), out)


def _slides(package: Package, out: Out) -> Iterator[Block]:
    related = package.relations(SHOW)
    listed = child(package.xml(SHOW), "sldIdLst")
    for number, entry in enumerate(listed if listed is not None else (), 1):
        named = (related[value] for value in entry.attrib.values() if value in related)
        part = next((part for kind, part in named if kind == "slide"), "")
        if part not in package.names:
            continue
        slide = package.xml(part)
        if slide.get("show") in OFF:
            out.found("hidden_sheets")
            continue
        yield Line(f"【{number}】")
        yield from _Slide(package, part, out).blocks(slide)


class _Slide:
    """Walks through the shapes of one slide."""

    def __init__(self, package: Package, part: str, out: Out):
        self.package = package
        self.related = package.relations(part)
        self.out = out
        if any(kind == "notesSlide" for kind, _ in self.related.values()):
            out.found("comments")

    def blocks(self, element: Element) -> Iterator[Block]:
        """What is seen in an element and all inside it."""
        name = local(element.tag)
        if self._hidden(element):
            self.out.found("hidden_text")
        elif name == "p":
            yield Line(_text(element))
        elif name == "tr":
            yield Row(tuple(_text(cell) for cell in children(element, "tc")))
        elif name == "blip":
            yield from self._picture(element)
        else:
            for inner in element:
                yield from self.blocks(inner)

    def _hidden(self, element: Element) -> bool:
        named = (child(element, name, "cNvPr") for name in NAMES)
        return any(shape is not None and shape.get("hidden") in ON for shape in named)

    def _picture(self, element: Element) -> Iterator[Shown]:
        for value in element.attrib.values():
            part = self.related.get(value, ("", ""))[1]
            if part in self.package.names:
                yield Shown(self.package.data(part))


def _text(element: Element) -> str:
    parts = {"t": lambda inner: inner.text or "", "br": lambda inner: "\n"}
    words = (parts[local(inner.tag)](inner) for inner in element.iter() if local(inner.tag) in parts)
    return "".join(words)
