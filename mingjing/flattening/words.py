"""Word documents: the text as a reader sees it with all changes accepted, tables as rows, pictures in their places."""

from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from mingjing.flattening import composing
from mingjing.flattening.composing import Block, Line, Row, Shown, compose
from mingjing.flattening.numbering import Numbering
from mingjing.flattening.packages import Package, child, local, value_of
from mingjing.flattening.pipe import Out
from mingjing.flattening.styles import Styles, on

READABLE: tuple[str, ...] = ()
MAIN, STYLES, NUMBERS = "word/document.xml", "word/styles.xml", "word/numbering.xml"
CHANGES = ("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "numberingChange")
PROPERTIES = ("rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr", "tblGrid", "sdtPr")


def prepare() -> None:
    """Load the font."""
    composing.prepare()


def flatten(kind: str, source: BinaryIO, out: Out) -> str:
    """The text of a Word document.

    Raises:
        NotFlattened: no such document, broken, with a password, or beyond the limits of an archive.
    """
    package = Package(source.read())
    package.require(MAIN)
    package.note(out)
    return compose(_Document(package, out).blocks(), out)


class _Document:
    """Walks through the parts of one document."""

    def __init__(self, package: Package, out: Out):
        self.package = package
        self.out = out
        self.styles = Styles(package.xml(STYLES) if STYLES in package.names else None)
        self.numbering = Numbering(package.xml(NUMBERS)) if NUMBERS in package.names else None
        self.notes: list[str] = []
        self.noted: dict[str, dict[str, Element]] = {}
        self.shown: list[Shown] = []
        self.part = MAIN
        self.inline: dict[str, Callable[[Element], str]] = {
            "t": lambda element: element.text or "",
            "tab": lambda element: "\t",
            "br": lambda element: "\n",
            "cr": lambda element: "\n",
            "noBreakHyphen": lambda element: "-",
            "p": lambda element: "\n" + self._paragraph(element),
            "r": self._run,
            "del": self._changed,
            "moveFrom": self._changed,
            "ins": lambda element: self._changed(element) + self._inside(element),
            "moveTo": lambda element: self._changed(element) + self._inside(element),
            "AlternateContent": self._alternative,
            "blip": self._picture,
            "imagedata": self._picture,
            "footnoteReference": lambda element: self._note("footnotes", element),
            "endnoteReference": lambda element: self._note("endnotes", element),
            "hyperlink": lambda element: self._found("links") + self._inside(element),
            "commentReference": lambda element: self._found("comments"),
            "OLEObject": lambda element: self._found("embedded_files"),
            "tr": self._row_in_text,
            "rt": lambda element: "",
        }

    def blocks(self) -> Iterator[Block]:
        """Headers, body, notes, footers."""
        yield from self._edges("header")
        yield from self._of_part(MAIN)
        yield from (Line(note) for note in self.notes)
        yield from self._edges("footer")

    def _edges(self, kind: str) -> Iterator[Block]:
        related = self.package.relations(MAIN).values()
        for part in sorted({part for what, part in related if what == kind and part in self.package.names}):
            yield from (block for block in self._of_part(part) if block != Line(""))

    def _of_part(self, part: str) -> Iterator[Block]:
        root = self.package.xml(part)
        self._note_changes(root)
        self.part = part
        body = child(root, "body")
        yield from self._blocks(root if body is None else body)

    def _note_changes(self, root: Element) -> None:
        if any(local(element.tag) in CHANGES for element in root.iter()):
            self.out.found("tracked_changes")

    def _blocks(self, parent: Element) -> Iterator[Block]:
        carried = ""  # of a paragraph whose end was deleted: the next one goes on from it
        for element in self._flat(parent):
            if local(element.tag) == "p":
                carried += self._paragraph(element)
                if child(element, "pPr", "rPr", "del") is None:
                    yield Line(carried)
                    carried = ""
            else:
                yield from self._table(element)
            yield from self._pictures()
        if carried:
            yield Line(carried)

    def _flat(self, parent: Element) -> Iterator[Element]:
        """Paragraphs and tables, out of whatever is wrapped around them."""
        for element in parent:
            name = local(element.tag)
            if name in ("p", "tbl"):
                yield element
            elif name in ("del", "moveFrom"):
                self._changed(element)
            elif name == "altChunk":
                self.out.found("embedded_files")
            elif name not in PROPERTIES:
                yield from self._flat(element)

    def _pictures(self) -> Iterator[Shown]:
        yield from self.shown
        self.shown = []

    def _table(self, table: Element) -> Iterator[Row]:
        for row in self._of_kind(table, "tr"):
            if child(row, "trPr", "del") is not None:
                self.out.found("tracked_changes")
                continue
            cells = (self._paragraphs(cell) for cell in self._of_kind(row, "tc"))
            yield Row(tuple(cells))

    def _of_kind(self, parent: Element, name: str) -> Iterator[Element]:
        for element in parent:
            if local(element.tag) == name:
                yield element
            elif local(element.tag) in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
                yield from self._of_kind(element, name)

    def _paragraphs(self, cell: Element) -> str:
        return "\n".join(block.text for block in self._cell(cell) if block.text)

    def _cell(self, cell: Element) -> Iterator[Line]:
        for element in self._flat(cell):
            if local(element.tag) == "p":
                yield Line(self._paragraph(element))
            else:
                yield from (Line(" ".join(row.cells)) for row in self._table(element))

    def _row_in_text(self, row: Element) -> str:
        return "\n" + "\t".join(self._paragraphs(cell) for cell in self._of_kind(row, "tc"))

    def _paragraph(self, paragraph: Element) -> str:
        properties = child(paragraph, "pPr")
        if self.styles.hides(properties, "pStyle"):
            return self._found("hidden_text")
        counts = self.styles.list_of(properties) if child(properties, "rPr", "del") is None else None
        number = self.numbering.next(*counts) if counts and self.numbering else ""
        return number + self._inside(paragraph)

    def _inside(self, element: Element) -> str:
        return "".join(self._text(part) for part in element)

    def _text(self, element: Element) -> str:
        name = local(element.tag)
        if name in PROPERTIES:
            return ""
        return self.inline.get(name, self._inside)(element)

    def _run(self, run: Element) -> str:
        properties = child(run, "rPr")
        own = child(properties, "vanish")
        if on(own) or (own is None and self.styles.hides(properties, "rStyle")):
            return self._found("hidden_text")
        return self._inside(run)

    def _alternative(self, element: Element) -> str:
        chosen = child(element, "Choice")
        return self._inside(chosen if chosen is not None else element)

    def _changed(self, element: Element) -> str:
        return self._found("tracked_changes")

    def _found(self, code: str) -> str:
        self.out.found(code)
        return ""

    def _picture(self, element: Element) -> str:
        named = value_of(element, "embed") or value_of(element, "id")
        _, part = self.package.relations(self.part).get(named, ("", ""))
        if part in self.package.names:
            self.shown.append(Shown(self.package.data(part)))
        return self._inside(element)

    def _note(self, kind: str, reference: Element) -> str:
        note = self._notes(kind).get(value_of(reference, "id"))
        text = self._inside(note) if note is not None else ""
        self.notes.append(f"[{len(self.notes) + 1}] {text.strip()}")
        return f"[{len(self.notes)}]"

    def _notes(self, kind: str) -> dict[str, Element]:
        """The notes of a kind by their numbers."""
        if kind not in self.noted:
            part = f"word/{kind}.xml"
            notes = self.package.xml(part) if part in self.package.names else ()
            self.noted[kind] = {value_of(note, "id"): note for note in notes}
        return self.noted[kind]
