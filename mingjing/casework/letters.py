"""登记表 as a document: every entry, what was struck out too, on A4 across (ASM-5-4-2a)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from mingjing.casework.models import OperationRecord
from mingjing.casework.registering import Line, Own
from mingjing.catalogue.enums import TimeUnit
from mingjing.core.documents import Document, Heading, Paragraph, Table

TITLE = "重要行政权力动态运行情况登记表"


@dataclass(frozen=True)
class Sheet:
    """All that the printed form says."""

    record: OperationRecord
    lines: Sequence[Line]
    own: Sequence[Own]
    missing: Sequence[str]
    objected: int
    answered: int

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The head of the form, label and value."""
        record = self.record
        return [
            (_("登记编号"), record.number),
            (_("单位"), str(record.unit)),
            (_("职权"), f"{record.item.number} {record.version.name}"),
            (_("适用版本"), _("第 %(no)s 版") % {"no": record.version.no}),
            (_("事由"), record.title),
            (_("行政相对人"), record.counterpart or "—"),
            (_("开始日期"), _day(record.started_on)),
            (_("依据"), record.basis),
            (_("登记方式"), record.get_kind_display()),
            (_("状态"), record.get_status_display()),
            *((own.field.label, own.shown or "—") for own in self.own),
        ]

    @property
    def outcome(self) -> list[tuple[str, str]]:
        """The foot of the form, label and value."""
        record = self.record
        shown = " ".join(filter(None, (record.result_where, _day(record.result_shown_on))))
        public = f"{_day(record.public_from)} – {_day(record.public_to)}" if record.public_from else "—"
        objections = _("收到 %(n)s 件，已答复 %(answered)s 件") % {"n": self.objected, "answered": self.answered}
        return [
            (_("集体研究的会议"), record.meeting or "—"),
            (_("办理结果"), record.result or "—"),
            (_("结果日期"), _day(record.result_on) or "—"),
            (_("结果公开"), shown or "—"),
            (_("缺少的环节"), "、".join(self.missing) or "—"),
            (_("缺少环节的说明"), record.gaps_why or "—"),
            (_("公示起止"), public),
            (_("收到的异议"), objections),
            (_("监督人意见"), record.note or "—"),
            (_("报备日期"), _day(record.filed_on) or "—"),
        ]


def document(sheet: Sheet, *, today: dt.date) -> Document:
    """The form as a document, for Word and PDF."""
    record = sheet.record
    header = [
        _("序号"), _("环节"), _("承办人和岗位"), _("开始"), _("结束"), _("规定时限"), _("办理意见"), _("审批人"),
        _("公开"), _("说明和佐证"),
    ]  # fmt: skip
    rows = [_row(line) for line in sheet.lines] or [["—", _("还没有登记环节")]]
    signatures = _(
        "承办人（签字）：　　　　　　主管领导（签字）：　　　　　　单位（盖章）：　　　　　　报备收件（签字）："
    )
    return Document(
        title=TITLE,
        number=record.number,
        landscape=True,
        blocks=[
            Table(_paired(sheet.facts), widths=(2, 5, 2, 5)),
            Heading(_("各环节")),
            Table(rows, header=header, widths=(1, 3, 3, 3, 3, 2, 4, 2, 3, 4), size=9),
            Heading(_("结果、公示和报备")),
            Table(_paired(sheet.outcome), widths=(2, 5, 2, 5)),
            Paragraph(signatures, align="left", indent=False),
            Paragraph(_("制表日期：%(day)s") % {"day": _day(today)}, align="right", indent=False),
        ],
    )


def _paired(facts: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Two facts a row."""
    return [[cell for fact in facts[n : n + 2] for cell in fact] for n in range(0, len(facts), 2)]


def _row(line: Line) -> list[str]:
    entry = line.entry
    who = "，".join(filter(None, (str(entry.handler or ""), entry.post)))
    return [
        str(entry.seq), title(line), who or "—", moment(entry.started_at), moment(entry.ended_at), allowed(line),
        entry.opinion or "—", str(entry.approver or "—"), disclosed(line), "；".join(remarks(line)) or "—",
    ]  # fmt: skip


def title(line: Line) -> str:
    """The entry's name with what is to be known of it."""
    marks = {_("流程图或清单以外"): line.entry.added, _("已更正"): line.replaced}
    return line.title + "".join(f"（{mark}）" for mark, true in marks.items() if true)


def allowed(line: Line) -> str:
    """The time that the chart allows for the step."""
    length = line.entry.allowed_length
    return f"{length} {TimeUnit(line.entry.allowed_unit).label}" if length else "—"


def disclosed(line: Line) -> str:
    """Whether, where and when the step was disclosed."""
    entry = line.entry
    return f"{entry.disclosed_where} {_day(entry.disclosed_on)}" if entry.disclosed else "—"


def remarks(line: Line) -> list[str]:
    """The reason, what it corrects, where a scan shows it, and the evidence by name."""
    entry = line.entry
    corrected = _("更正第 %(seq)s 条") % {"seq": entry.corrects.seq} if entry.corrects else ""
    place = f"{entry.scan} {line.place}" if entry.scan else ""
    evidence = [file.name for file in entry.evidence.all()]
    return [said for said in (corrected, entry.reason, place, "、".join(evidence)) if said]


def moment(at: dt.datetime | None) -> str:
    """A moment as the city's clocks show it."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "—"


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
