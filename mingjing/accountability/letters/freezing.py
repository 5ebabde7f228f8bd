"""A letter as it was written: a document as JSON with its digest, and the document again. Files are made from that."""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from mingjing.accountability.models import Letter
from mingjing.core.documents import Block, Document, Heading, Kind, PageBreak, Paragraph, Picture, Table
from mingjing.core.documents.content import plain
from mingjing.core.errors import Refused

BLOCKS: Mapping[str, type[Any]] = {
    "heading": Heading, "paragraph": Paragraph, "table": Table, "picture": Picture, "page": PageBreak,
}  # fmt: skip
NAMES = {kind: name for name, kind in BLOCKS.items()}


def frozen(document: Document) -> dict[str, Any]:
    """The document as JSON: everything that it says, nothing of how a file shows it."""
    return {
        "title": plain(document.title),
        "number": plain(document.number),
        "issuer": plain(document.issuer),
        "date": document.date.isoformat() if document.date else None,
        "kind": str(document.kind),
        "landscape": document.landscape,
        "blocks": [_frozen(block) for block in document.blocks],
    }


def thawed(content: Mapping[str, Any]) -> Document:
    """The document again."""
    day = content["date"]
    return Document(
        title=content["title"],
        blocks=tuple(map(_thawed, content["blocks"])),
        number=content["number"],
        issuer=content["issuer"],
        date=dt.date.fromisoformat(day) if day else None,
        kind=Kind(content["kind"]),
        landscape=content["landscape"],
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the JSON in one spelling: keys sorted, no spaces, letters as they are."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def is_whole(letter: Letter) -> bool:
    """True if the letter says what it said when it was numbered."""
    return digest_of(letter.content) == letter.digest


def document_of(letter: Letter) -> Document:
    """What a letter says, to be made into a file.

    Raises:
        Refused: it does not say any more what was issued.
    """
    if not is_whole(letter):
        raise Refused(f"{letter}的内容与制发时的摘要不符，不能出具。请审计管理员核查数据库（ACC-12-f）。")
    return thawed(letter.content)


def _frozen(block: Block) -> dict[str, Any]:
    said = {field.name: _plain(getattr(block, field.name)) for field in fields(block)}
    return {"is": NAMES[type(block)], **said}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _thawed(said: Mapping[str, Any]) -> Block:
    columns = {name: value for name, value in said.items() if name != "is"}
    if said["is"] == "picture":
        columns["data"] = base64.b64decode(columns["data"])
    block: Block = BLOCKS[said["is"]](**columns)
    return block
