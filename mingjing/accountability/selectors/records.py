"""What the system says of a row, line by line, to stand in the evidence of a case: dates, articles, who and what."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from mingjing.accountability.enums import About
from mingjing.accountability.models import AccountabilityCase
from mingjing.assignments import access as assignments
from mingjing.assignments.models import Assignment
from mingjing.casework import access as casework
from mingjing.casework.models import Matter, OperationRecord, Signal
from mingjing.casework.selectors import matters, wording
from mingjing.catalogue import access as catalogue
from mingjing.catalogue.models import PowerVersion
from mingjing.filings import access as filings
from mingjing.filings.models import Filing
from mingjing.meetings import access as meetings
from mingjing.meetings.models import Meeting
from mingjing.people.models import Official
from mingjing.rules import packs
from mingjing.sealing.tags import tag
from mingjing.supervision import access as supervision
from mingjing.supervision.enums import LeadSource
from mingjing.supervision.models import Gap, Lead
from mingjing.supervision.selectors.leads import NEEDS

FROM_COMPLAINTS = (LeadSource.FINDING, LeadSource.COMPLAINT)

Lines = Iterable[tuple[str, object]]


@dataclass(frozen=True)
class Kind:
    """How one kind of row is found by its number, and what is said of it."""

    rows: Callable[[Official], QuerySet[Any]]
    number: str  # the column; empty where rows have none
    page: Callable[[Any], str]
    title: Callable[[Any], str]
    lines: Callable[[Any, AccountabilityCase, dt.date], Lines]


def sealed(lead: Lead) -> UUID | None:
    """A sign of the complaint behind a lead, which leads nowhere without the server's key."""
    if lead.source == LeadSource.COMPLAINT and lead.source_id:
        return UUID(tag("lead", lead.source_id))
    return lead.source_id


def _article(case: AccountabilityCase, identifier: str) -> str:
    """An id with its place in the rules of the case."""
    pack = packs.load(case.pack)
    row, article = pack.row(identifier), pack.article_of(identifier)
    if article is None:
        return identifier
    name = f"{row.article} {row.name}" if row else article.place
    return f"{pack.documents[article.document].short}{name}（{identifier}）"


def _when(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _who(person: object, at: dt.datetime | dt.date | None) -> str:
    moment = _when(at) if isinstance(at, dt.datetime) else str(at or "")
    return f"（{person}，{moment}）" if person else ""


def _signal(row: Signal, case: AccountabilityCase, today: dt.date) -> Lines:
    yield "监察信号", f"{row.number} {row.get_colour_display()} {row.get_kind_display()}"
    yield "单位", row.unit
    yield "职权", f"{row.item.name}（{row.item.number}）"
    yield "办件", row.matter
    yield "事实", wording.said(row)
    yield "依据", _article(case, row.basis)
    yield "监察规则", row.rule
    yield "发生日期", row.raised_on
    yield "发现日期", row.found_on
    yield "最后一日", row.due_on
    yield "状态", row.get_status_display()
    if row.answer:
        yield "单位答复", f"{row.answer}{_who(row.answered_by, row.answered_at)}"
    yield "主管领导阅知", _when(row.read_at)


def _gap(row: Gap, case: AccountabilityCase, today: dt.date) -> Lines:
    yield "公开缺项", f"{row.item or row.subject}{row.what}"
    yield "单位", row.unit
    yield "职权", f"{row.item.name}（{row.item.number}）" if row.item else ""
    yield "依据", _article(case, row.article)
    yield "起始日期", row.since_on
    yield "发现日期", row.opened_on
    ended = f"{row.closed_on} 消除" if row.closed_on else "至今没有消除"
    yield "情况", f"{ended}，共 {row.days(today)} 天"
    if row.set_aside_by:
        yield "不列为缺项", f"{row.set_aside_for}{_who(row.set_aside_by, row.set_aside_on)}"


def _matter(row: Matter, case: AccountabilityCase, today: dt.date) -> Lines:
    steps = list(row.steps.all())
    yield "办件", row.number
    yield "单位", row.unit
    yield "职权", f"{row.item.name}（{row.item.number}）"
    yield "适用版本", f"第 {row.version.no} 版，{_when(row.version.published_at)} 公布"
    yield "状态", row.get_state_display()
    yield "开始", _when(row.opened_at)
    yield "办结", _when(row.closed_at)
    if row.due_on:
        yield "应当办结", f"{row.due_on}{'（暂定）' if row.provisional else ''}{'，超期' if row.late else ''}"
    yield "与公布的流程图对照", matters.finding(row, steps)
    for step in steps:
        limit = f"，{step.due_on} 是最后一日" if step.due_on else ""
        times = " 至 ".join(filter(None, (_when(step.started_at), _when(step.ended_at))))
        yield "环节", f"{step.name}，{step.get_kind_display()}，{times}{limit}{'，超时' if step.late else ''}"
    for event in row.events.order_by("at", "seq"):
        said = f"{_when(event.at)} {event.get_kind_display()} {event.activity}"
        yield "收到的事件", f"{said}（{_when(event.received_at)} 收到）{event.note}"
    for signal in row.signals.order_by("raised_on", "id"):
        yield "信号", f"{signal.number} {signal.get_colour_display()} {signal.get_kind_display()} {signal.raised_on}"


def _assignment(row: Assignment, case: AccountabilityCase, today: dt.date) -> Lines:
    yield "任务", f"{row.number} {row.title}"
    yield "单位", row.unit
    yield "要求", row.asked
    yield "依据", _article(case, row.basis)
    yield "下达", f"{row.given_on}{_who(row.given_by, row.given_on)}"
    yield "最后一日", row.due_on
    yield "状态", row.get_status_display()
    if row.report:
        yield "单位报告", f"{row.report}{_who(row.reported_by, row.reported_on)}"
    yield "办结日期", row.closed_on
    yield "逾期", f"{row.days_late(today)} 天"


def _power(row: PowerVersion, case: AccountabilityCase, today: dt.date) -> Lines:
    yield "职权", f"{row.name}（{row.item.number}），第 {row.no} 版"
    yield "单位", row.item.unit
    yield "状态", row.get_status_display()
    yield "批准时间", _when(row.approved_at)
    yield "公布时间", _when(row.published_at)
    yield "主管领导岗位", row.chief
    yield "承办人岗位", row.handler
    for name, length, unit in (
        ("法定时限", row.statutory_length, row.get_statutory_unit_display()),
        ("承诺时限", row.promised_length, row.get_promised_unit_display()),
    ):
        yield name, f"{length} {unit}" if length else ""
    yield "行使条件", row.conditions
    yield "办理程序", row.procedure
    yield "裁量标准", row.discretion
    yield "公开属性", row.get_attribute_display()
    yield "公开范围", row.get_disclosed_to_display()
    for basis in row.bases.select_related("basis"):
        yield "设定依据", f"{basis.basis} {basis.article}"
    yield "导入时称已在别处公布", "是" if row.bypassed else ""


def _record(row: OperationRecord, case: AccountabilityCase, today: dt.date) -> Lines:
    yield "登记表", f"{row.number} {row.title}"
    yield "单位", row.unit
    yield "职权", f"{row.item.name}（{row.item.number}），第 {row.version.no} 版"
    yield "行政相对人", "个人，姓名见登记表" if row.personal else row.counterpart
    yield "状态", row.get_status_display()
    yield "开始日期", row.started_on
    yield "依据", row.basis
    yield "集体研究的会议", row.meeting
    for step in row.steps.select_related("handler", "approver"):
        times = " 至 ".join(filter(None, (_when(step.started_at), _when(step.ended_at))))
        people = "".join((f"，承办 {step.handler}" if step.handler else "", f"，审批 {step.approver}" if step.approver
                          else ""))  # fmt: skip
        extra = f"，流程图或清单以外：{step.reason}" if step.added else ""
        opinion = f"，意见：{step.opinion}" if step.opinion else ""
        yield f"环节{step.seq}", f"{step.name} {times}{people}{opinion}{extra}"
    yield "办理结果", row.result
    yield "结果日期", row.result_on
    yield "公示", f"{row.public_from} 至 {row.public_to}" if row.public_from else ""
    yield "报备日期", row.filed_on


def _meeting(row: Meeting, case: AccountabilityCase, today: dt.date) -> Lines:
    yield "会议记录", f"{row.number} {row.get_kind_display()}"
    yield "单位", row.unit
    yield "会议日期", row.held_on
    yield "地点", row.place
    yield "议题", row.matter
    yield "讨论情况", row.discussion
    yield "决定", row.decided
    if row.votes_for is not None:
        yield "表决", f"赞成 {row.votes_for}，反对 {row.votes_against}，弃权 {row.votes_abstained}"
    for one in row.attendances.all():
        signed = one.get_signed_how_display() if one.signed_how else "没有签字"
        view = f"{one.get_view_display()}，" if one.view else ""
        yield one.get_seat_display(), f"{one.name}（{one.post}）：{view}{one.words}（{signed} {_when(one.signed_at)}）"
    yield "状态", f"{row.get_status_display()} {_when(row.signed_at)}"
    for note in row.addenda.select_related("by"):
        yield "补记", f"{note.text}{_who(note.by, note.at)}"


def _filing(row: Filing, case: AccountabilityCase, today: dt.date) -> Lines:
    yield "报送", f"{row.number} {row.task.title}"
    yield "单位", row.unit
    yield "依据", _article(case, row.task.basis)
    for term in row.terms.select_related("set_by"):
        ended = f"，{term.ended_on} {term.get_end_display()}" if term.ended_on else ""
        reason = f"，{term.reason}" if term.reason else ""
        yield "期限", f"{term.since_on} 起，{term.due_on} 是最后一日{ended}{reason}"
    for one in row.submissions.filter(filed_at__isnull=False).select_related("filed_by"):
        yield "报送材料", f"第 {one.no} 次{_who(one.filed_by, one.filed_at)}，回执 {one.receipt}，摘要 {one.digest}"
    yield "状态", row.get_status_display()
    yield "迟报", f"{row.days_late(today)} 天"
    if row.excused is not None:
        found = "有正当理由" if row.excused else "没有正当理由"
        yield "对迟报的认定", f"{found}：{row.excused_for}{_who(row.excused_by, row.excused_on)}"


def _lead(row: Lead, case: AccountabilityCase, today: dt.date) -> Lines:
    pack = packs.load(row.pack)
    ground = pack.grounds.get(row.ground)
    yield "线索", row.number
    yield "单位", row.unit
    yield "情形", f"{ground.article} {ground.name}（{ground.id}）" if ground else row.ground
    yield "事实", row.facts
    yield "发生日期", row.happened_on
    for column, name in NEEDS.items():
        yield name, getattr(row, column)
    if row.source in FROM_COMPLAINTS:
        yield (
            "来源",
            f"{row.get_source_display()}，封存指针 {sealed(row)}；内容和来信人身份在投诉举报中心封存，本卷不录",
        )
    else:
        yield "来源", f"{row.get_source_display()} {row.source_note}"
    yield "登记", f"{row.registered_by} {row.registered_on}"


def _of_case(viewer: Official) -> QuerySet[Lead]:
    return supervision.leads_visible_to(viewer).select_related("unit", "registered_by")


KINDS: dict[About, Kind] = {
    About.SIGNAL: Kind(
        lambda viewer: casework.signals_visible_to(viewer).select_related("unit", "item", "matter", "answered_by"),
        "number", lambda row: reverse("workbench:signal", args=[row.pk]), str, _signal,
    ),
    About.GAP: Kind(
        lambda viewer: supervision.gaps_visible_to(viewer).select_related("unit", "item", "set_aside_by"),
        "", lambda row: reverse("workbench:gap", args=[row.pk]), lambda row: f"{row.unit} {row.what}", _gap,
    ),
    About.MATTER: Kind(
        lambda viewer: casework.visible_to(viewer).select_related("unit", "item", "version"),
        "number", lambda row: reverse("workbench:matter", args=[row.pk]), str, _matter,
    ),
    About.ASSIGNMENT: Kind(
        lambda viewer: assignments.visible_to(viewer).select_related("unit", "given_by", "reported_by"),
        "number", lambda row: row.get_absolute_url(), str, _assignment,
    ),
    About.POWER: Kind(
        lambda viewer: catalogue.versions_visible_to(viewer).select_related("item__unit", "chief", "handler"),
        "number", lambda row: reverse("workbench:version", args=[row.item.number, row.no]),
        lambda row: f"{row.name} 第 {row.no} 版", _power,
    ),
    About.RECORD: Kind(
        lambda viewer: casework.records_visible_to(viewer).select_related("unit", "item", "version"),
        "number", lambda row: reverse("workbench:operation_record", args=[row.pk]), str, _record,
    ),
    About.MEETING: Kind(
        lambda viewer: meetings.visible_to(viewer).select_related("unit"),
        "number", lambda row: reverse("workbench:meeting", args=[row.pk]), str, _meeting,
    ),
    About.FILING: Kind(
        lambda viewer: filings.visible_to(viewer).select_related("unit", "task", "excused_by"),
        "number", lambda row: row.get_absolute_url(), str, _filing,
    ),
    About.LEAD: Kind(
        _of_case, "number", lambda row: reverse("workbench:lead", args=[row.pk]), str, _lead,
    ),
}  # fmt: skip
