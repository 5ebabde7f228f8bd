"""What leaves the building of the catalogue: the result of a clearing round as a document."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from mingjing.catalogue.enums import EntryStatus
from mingjing.catalogue.models import ClearingEntry, ClearingRound
from mingjing.core.documents import Document, Heading, Paragraph, Table, chinese_date

ISSUER = "行政权力公开透明运行工作领导小组办公室"
COUNTED = ("报送", "确认", "取消", "备案不公开")
NAMES = ("submitted", "confirmed", "abolished", "filed")
LISTS = (
    (EntryStatus.CONFIRMED, "确认的职权"),
    (EntryStatus.ABOLISHED, "取消的职权"),
    (EntryStatus.FILED, "备案不公开的职权"),
)


def clearing_result(clearing: ClearingRound, tallies: Sequence[Any], entries: Iterable[ClearingEntry]) -> Document:
    """The result of a closed round: on what basis, the counts of each unit, every decision with its reason.

    `tallies` are those of `selectors.clearing.tallies`.
    """
    blocks: list[Any] = [
        Paragraph(f"依据{clearing.basis}，{clearing.name}已经完成。各单位报送的事项经法制、保密、编制审核后作出决定。"),
        Heading("一、统计"),
        Table(_counts(tallies), header=("单位", *COUNTED), widths=(4, 1, 1, 1, 2)),
    ]
    found = sorted(entries, key=lambda entry: entry.number)
    for place, (status, title) in enumerate(LISTS, start=2):
        rows = [_line(entry) for entry in found if entry.status == status]
        blocks.append(Heading(f"{'〇一二三四'[place]}、{title}"))
        blocks.append(
            Table(rows, header=("单位", "事项", "类别", "理由"), widths=(2, 3, 1, 3)) if rows else Paragraph("无。")
        )
    if clearing.closing_note:
        blocks += [Heading("五、说明"), Paragraph(clearing.closing_note)]
    day = timezone.localdate(clearing.closed_at) if clearing.closed_at else None
    return Document(f"{clearing.name}结果", blocks, number=clearing.number, issuer=ISSUER, date=day)


def _counts(tallies: Sequence[Any]) -> list[list[str]]:
    lines = [[row.asked.unit.name, *(str(getattr(row.whole, name)) for name in NAMES)] for row in tallies]
    total = [str(sum(getattr(row.whole, name) for row in tallies)) for name in NAMES]
    return [*lines, ["合计", *total]]


def _line(entry: ClearingEntry) -> list[str]:
    ground = f"（不公开的依据：{entry.ground}）" if entry.ground else ""
    decided = f"，{chinese_date(timezone.localdate(entry.decided_at))}" if entry.decided_at else ""
    return [entry.unit.name, entry.name, entry.type.name, f"{entry.decided_for}{ground}{decided}"]
