"""The documents of a case that is archived: each paper, and an index of all of it. Each bears who took it out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localtime

from mingjing.complaints.models import Complaint
from mingjing.core.documents import Document, Heading, Paragraph, Table
from mingjing.ledger.models import Entry

SHOWN = (("persons", "反映的人员"), ("measures", "处理"), ("number", "文号"))


@dataclass(frozen=True)
class Sheet:
    """A paper, opened: what it is, its words, and its files by name and digest. In memory only."""

    number: int
    kind: str
    on: dt.date
    said: Mapping[str, Any]
    files: Sequence[tuple[str, str]]


def paper(complaint: Complaint, sheet: Sheet, *, mark: str) -> Document:
    """One paper of a case."""
    blocks: list[Heading | Paragraph] = [_marked(mark), Paragraph(str(sheet.said.get("text", "")))]
    for name, label in SHOWN:
        if sheet.said.get(name):
            blocks += [Heading(label), Paragraph(str(sheet.said[name]))]
    blocks += [Paragraph(f"附件：{name}，SHA-256 {digest}", indent=False) for name, digest in sheet.files]
    return Document(sheet.kind, blocks, number=f"{complaint.number} 第{sheet.number}份", date=sheet.on)


def index(
    complaint: Complaint, rows: Sequence[Mapping[str, Any]], entries: Sequence[Entry], left_out: Sequence[str], *,
    mark: str,
) -> Document:  # fmt: skip
    """What is in the archive, what was left out and why, and every step of the case."""
    table = Table(
        [(row["paper"], row["kind"], row["at"][:16], "\n".join(row["files"])) for row in rows],
        header=("文件", "种类", "时间", "附件"), widths=(3, 3, 3, 5), caption="卷内材料",
    )  # fmt: skip
    steps = Table(
        [(entry.step, entry.by, f"{localtime(entry.at):%Y-%m-%d %H:%M}", entry.basis) for entry in entries],
        header=("步骤", "操作人", "时间", "依据"), widths=(3, 4, 3, 2), caption="办理记录",
    )  # fmt: skip
    out = [Paragraph(f"未收入：{line}", indent=False) for line in left_out]
    said = "每个文件的 SHA-256 摘要在 SHA256SUMS 中，可用 sha256sum -c 核对。"
    return Document(f"{complaint.number} 案卷目录", [_marked(mark), Paragraph(said), table, *out, steps])


def _marked(mark: str) -> Paragraph:
    return Paragraph(f"【{mark}】", align="center", indent=False)
