"""A document as pdf, set by typst. What people wrote goes in as data: nothing of it can act as markup."""

import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from mingjing.core.documents import content, fonts
from mingjing.core.documents.content import Block, Document, Heading, PageBreak, Paragraph, Picture, Table

LAYOUT = Path(__file__).with_name("page.typ")
STANDARDS: list[Any] = ["a-2b", "ua-1"]  # for the archive, and for readers who listen
ROLES = {1: ("heading", None), 2: ("sub", None), 3: ("body", fonts.BOLD)}
DRAWING = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")'
COMPILE: Any = typst.compile_with_warnings  # its stubs want the folder as bytes where the source is
SHARP = 200.0  # pixels per inch


def as_pdf(document: Document) -> bytes:
    """The document as PDF/A-2b with tags for screen readers.

    Raises:
        NoFont: there is no Chinese font on this machine.
        RuntimeError: typst warned of something; nothing goes out that may look wrong.
    """
    with tempfile.TemporaryDirectory(prefix="mingjing-") as folder:
        said = json.dumps(_said(document, fonts.faces(), Path(folder)))
        try:
            return _compiled(LAYOUT.read_bytes(), folder, said, STANDARDS)
        except typst.TypstError as error:
            if not error.message.startswith("PDF/"):
                raise
            # The standards forbid letters that no font has, private ones and an empty title: then a plain pdf.
            return _compiled(LAYOUT.read_bytes(), folder, said, [])


def _compiled(source: bytes, folder: str, said: str, standards: list[Any]) -> bytes:
    made, warnings = COMPILE(
        source,
        root=folder,
        font_paths=fonts.found(),
        format="pdf",
        sys_inputs={"document": said},
        pdf_standards=standards,
    )
    if warnings:
        raise RuntimeError("typst: " + "; ".join(str(warning) for warning in warnings))
    assert isinstance(made, bytes)  # noqa: S101 - pdf is one file, only pictures are several
    return made


def drawn(svg: bytes, *, ppi: float = SHARP) -> bytes:
    """An svg picture as png, for files that take no svg."""
    with tempfile.TemporaryDirectory(prefix="mingjing-") as folder:
        Path(folder, "picture.svg").write_bytes(svg)
        made, _ = COMPILE(DRAWING.encode(), root=folder, font_paths=fonts.found(), format="png", ppi=ppi)
    return made if isinstance(made, bytes) else made[0]


def _said(document: Document, faces: fonts.Faces, folder: Path) -> dict[str, Any]:
    made = document.date or timezone.localdate()
    (head, head_size), (title, tracking) = content.head_of(document), content.title_of(document)
    return {
        "title": content.plain(document.title).replace("\n", " "),
        "title-lines": title,
        "title-tracking": tracking,
        "head-lines": head,
        "head-size": head_size,
        "number": content.plain(document.number),
        "issuer": content.plain(document.issuer),
        "signed": content.signed_by(document),
        "made": (made.year, made.month, made.day),
        "kind": str(document.kind),
        "faces": {name: asdict(face) for name, face in vars(faces).items()},
        "page": document.page,
        "margins": content.MARGINS,
        "line": content.LINE,
        "tracking": content.TRACKING,
        "body": content.BODY,
        "folio": content.FOLIO,
        "title-size": content.TITLE,
        "red": content.RED,
        "blocks": list(_blocks(document, faces, folder)),
    }


def _blocks(document: Document, faces: fonts.Faces, folder: Path) -> Iterable[dict[str, Any]]:
    depth = 0
    for number, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            depth = min(block.level, depth + 1)  # tags may not skip a level
            yield _heading(block, faces, depth)
        else:
            yield from _block(block, document, folder, number)


def _heading(block: Heading, faces: fonts.Faces, depth: int) -> dict[str, Any]:
    role, weight = ROLES[block.level]
    weight = weight or getattr(faces, role).weight
    text = content.plain(block.text).replace("\n", " ")
    return {"is": "heading", "text": text, "depth": depth, "role": role, "weight": weight}


def _block(block: Block, document: Document, folder: Path, number: int) -> Iterable[dict[str, Any]]:
    if isinstance(block, Paragraph):
        look = {"align": block.align, "indent": block.indent, "bold": block.bold}
        yield from ({"is": "paragraph", "text": line, **look} for line in content.lines(block.text))
    elif isinstance(block, Table) and block.across:
        yield _table(block)
    elif isinstance(block, Picture):
        yield _picture(block, document, folder / str(number))
    elif isinstance(block, PageBreak):
        yield {"is": "page"}


def _table(block: Table) -> dict[str, Any]:
    rows: Sequence[Sequence[str]] = [block.padded(row) for row in block.rows]
    header = block.padded(block.header) if block.header else []
    shown = {"caption": content.plain(block.caption), "size": block.size, "widths": block.shares()}
    shown["breakable"] = len(rows) > content.UNBROKEN
    return {"is": "table", "header": header, "rows": rows, **shown}


def _picture(block: Picture, document: Document, path: Path) -> dict[str, Any]:
    path = path.with_suffix(f".{kind_of(block.data)}")
    path.write_bytes(block.data)
    width = min(block.width or document.text_width, document.text_width)
    words = {"alt": content.plain(block.alt), "caption": content.plain(block.caption)}
    return {"is": "picture", "path": path.name, "width": width, **words}


def kind_of(picture: bytes) -> str:
    """What a picture's first bytes say it is: png, jpg or svg."""
    if picture.startswith(b"\x89PNG"):
        return "png"
    return "jpg" if picture.startswith(b"\xff\xd8") else "svg"
