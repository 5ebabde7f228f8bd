"""告知书: first drafts from what is known, to be edited; and the notice as it was told, in the layout of GB/T 9704."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from mingjing.complaints.enums import NoticeKind
from mingjing.core.documents import Document, Kind, Paragraph, chinese_date

ISSUER = "投诉举报中心"
GREETING = "来信人："
WHERE = "您可以凭收件码在“投诉举报”页查看办理进展，也可以在那里补充材料、提出意见。"
REMEDY = "对本告知有异议的，可以凭收件码提出，也可以向上级机关或者其他有权机关反映。"


@dataclass(frozen=True)
class Known:
    """What a draft is made from. In memory only; empty where nothing is known."""

    number: str
    received_on: dt.date
    accepted_on: dt.date | None = None
    due_on: dt.date | None = None
    extended_to: dt.date | None = None
    state: str = ""
    reason: str = ""
    finding: str = ""
    facts: str = ""
    measures: str = ""


def _day(day: dt.date | None) -> str:
    return chinese_date(day) if day else "____年__月__日"


def _accepted(known: Known) -> list[str]:
    due = f"预计在{_day(known.due_on)}前办结。" if known.due_on else ""
    return [f"您反映的事项（{known.number}）于{_day(known.accepted_on)}受理，由本中心办理。{due}"]


def _declined(known: Known) -> list[str]:
    reason = known.reason or "（写明理由）"
    return [
        f"您反映的事项（{known.number}），经审查不予受理。理由：{reason}",
        "您可以通过以下途径反映：（写明有权机关）",
    ]


def _state(known: Known) -> list[str]:
    return [
        f"您反映的事项（{known.number}）现在的办理情况是：{known.state}。",
        "这是阶段性的书面答复；处理结果办结后另行告知。",
    ]


def _extended(known: Known) -> list[str]:
    reason = known.reason or "（写明特殊原因）"
    return [f"您反映的事项（{known.number}）经批准延期办理，新的期限为{_day(known.extended_to)}。原因：{reason}"]


def _result(known: Known) -> list[str]:
    said = [f"您反映的事项（{known.number}）已经处理完毕。认定：{known.finding or '（写明认定）'}。"]
    said += [f"查明的事实：{known.facts}"] if known.facts else []
    return said + ([f"处理：{known.measures}"] if known.measures else [])


def _clarified(known: Known) -> list[str]:
    return [f"关于{known.number}反映的事项，经查明：{known.facts or '（写明查明的事实）'}", "特此澄清。"]


DRAFTS = {
    NoticeKind.ACCEPTED: ("GAP-21", _accepted),
    NoticeKind.DECLINED: ("第七条第六项", _declined),
    NoticeKind.STATE: ("第七条第五项", _state),
    NoticeKind.EXTENDED: ("第七条第四项", _extended),
    NoticeKind.RESULT: ("第七条第二项", _result),
    NoticeKind.CLARIFIED: ("第七条第二项", _clarified),
}


def draft(kind: NoticeKind, known: Known) -> str:
    """A first draft of the words; a person reads, edits and answers for them."""
    article, said = DRAFTS[kind]
    basis = f"根据投诉举报受理工作制度{article}告知如下：" if article.startswith("第") else "现告知如下："
    intro = f"您于{chinese_date(known.received_on)}反映的事项已收悉。{basis}"
    last = [REMEDY] if kind in (NoticeKind.DECLINED, NoticeKind.RESULT) else []
    return "\n".join([GREETING, intro, *said(known), *last, WHERE])


def letter(said: Mapping[str, object], *, on: dt.date) -> Document:
    """The notice as it was written, from the sealed paper's own words."""
    title = str(NoticeKind(str(said["kind"])).label)
    lines = str(said["text"]).splitlines() or [""]
    blocks = [Paragraph(line, indent=bool(n) or not line.endswith("：")) for n, line in enumerate(lines)]
    return Document(title, blocks, number=str(said["number"]), issuer=ISSUER, date=on, kind=Kind.RED)


def to_unit(*, number: str, unit: str, before: dt.date, after: dt.date, reason: str, on: dt.date) -> Document:
    """延期说明函: to the unit concerned, why and until when (CMP-7-4b). Not a word of the matter itself."""
    blocks = [
        Paragraph(f"{unit}：", indent=False),
        Paragraph(
            f"与你单位有关的投诉举报事项{number}，原办理期限为{chinese_date(before)}。因特殊原因，经批准延期至"
            f"{chinese_date(after)}。"
        ),
        Paragraph(f"原因：{reason}"),
        Paragraph("特此说明（投诉举报受理工作制度第七条第四项）。"),
    ]
    return Document("关于延期办理投诉举报事项的说明函", blocks, number=number, issuer=ISSUER, date=on, kind=Kind.RED)
