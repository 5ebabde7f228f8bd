"""Leads in the demo, in each state: what people made of a signal, a task, a visit and a grade. None makes itself."""

import datetime as dt

from django.db import transaction

from mingjing.accountability.services import registering
from mingjing.assignments import services as assignments
from mingjing.assignments.models import Assignment
from mingjing.assignments.workflow import RECTIFY
from mingjing.casework.models import Signal
from mingjing.casework.selectors.wording import said
from mingjing.demo.accounts import OWN
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.people.models import Official, Unit
from mingjing.supervision.enums import LeadSource
from mingjing.supervision.models import Lead
from mingjing.supervision.services import leads
from mingjing.supervision.services.leads import Said

OTHERS = ("130600GA", "130600JY", "130600SL")
WEEK = dt.timedelta(days=7)
VISITED = "现场检查发现，办事大厅没有公布收费减免的条件，窗口也无法说明。"
CITED = "政府信息公开条例第二十条第八项：行政事业性收费项目及其依据、标准"
IDLE = "群众三次到窗口申请，均被告知“系统升级”，没有受理也没有出具凭证。"
EFFECT = "十二户未能按期办理，集体到信访部门反映。"
PROOF = "窗口排号记录、监控录像摘录和申请人书面说明。"
CALLED = "群众来电反映，同一窗口又以“系统升级”为由不予受理。"
JOINED = "与主线索是同一窗口、同一时段的同一件事，一并查处。"
GRADED = "年度考核中流程图公布一项得零分，抽查的六项职权都没有流程图。"
MARK = "{year} 年度考核较差，“流程图公布”扣完"
BLAMED = "科员反映，实名举报公示造假后被调离岗位。"
LATE = "一批减免政策信息形成后四十个工作日才公开。"
TITLE = "减免政策信息逾期公开"
ORDER = "补公收费减免的条件"
ASKED = "办事大厅和网站都要公布收费减免的条件、标准和依据，窗口人员能够说明。"
CLOSED = "经核实系办件系统迁移期间时间回传有误，单位已更正，不再追究。"


@transaction.atomic
def register(years: Years) -> int:
    """Register some leads; join, close and open a case on one each; how many there are. Done once."""
    if not Lead.objects.exists():
        office, diary = Official.objects.get(username="lgo"), years.diary(years.days_ago(5))
        unit = Unit.objects.get(code=OWN)
        _of_signal(office, diary)
        _of_task(office, diary, years.today)
        for one in (
            Said(unit=unit, ground="ACC-5-4", facts=VISITED, citation=CITED),
            Said(unit=unit, ground="ACC-7-3a", facts=IDLE, effect=EFFECT, evidence=PROOF),
        ):
            at = diary.at()
            main = leads.register(one, by=office, today=at.date(), at=at)
        _joined(main, office, diary)
        _others(office, diary)
    return Lead.objects.count()


def _joined(main: Lead, office: Official, diary: Diary) -> None:
    """What was told once more of the same window."""
    at = diary.at()
    said = Said(unit=main.unit, ground=main.ground, facts=CALLED, effect=EFFECT, evidence=PROOF)
    again = leads.register(said, by=office, today=at.date(), at=at)
    leads.join(again, main, reason=JOINED, by=office, at=diary.at())


def _others(office: Official, diary: Diary) -> None:
    """One of a grade, one for the discipline organ, one on which a case was opened, and an order to correct."""
    first, second, third = Unit.objects.filter(code__in=OTHERS).order_by("code")
    at = diary.at()
    year = at.year - 1
    graded = Said(
        unit=first, ground="ACC-5-2b", facts=GRADED, source=LeadSource.GRADE, grade_year=year,
        source_note=MARK.format(year=year),
    )  # fmt: skip
    leads.register(graded, by=office, today=at.date(), at=at)
    disc, at = Official.objects.get(username="disc"), diary.at()
    leads.register(Said(unit=second, ground="ACC-9-2a", facts=BLAMED), by=disc, today=at.date(), at=at)
    at = diary.at()
    late = leads.register(Said(unit=third, ground="ACC-6-1c", facts=LATE), by=office, today=at.date(), at=at)
    at = diary.at()
    registering.open_case(late, title=TITLE, fault_on=at.date(), by=office, today=at.date(), at=at)
    at = diary.at()
    assignments.assign(
        third, title=ORDER, asked=ASKED, basis=RECTIFY, due_on=at.date() + WEEK, by=office, at=at
    )  # fmt: skip


def _of_signal(office: Official, diary: Diary) -> None:
    """One of a late matter, closed once the unit had explained itself."""
    row = Signal.objects.filter(kind="passed").select_related("unit", "item", "matter").order_by("raised_on").first()
    if row:
        at = diary.at()
        facts = f"{row.item.name}（{row.item.number}）{said(row)}"
        lead = leads.register(
            Said(unit=row.unit, ground=row.basis, facts=facts, source=LeadSource.SIGNAL, source_id=row.pk,
                 source_note=str(row)),
            by=office, today=at.date(), at=at,
        )  # fmt: skip
        later = diary.at(1)
        leads.close(lead, reason=CLOSED, by=office, today=later.date(), at=later)


def _of_task(office: Official, diary: Diary, today: dt.date) -> None:
    rows = Assignment.objects.filter(basis="ACC-6-4a", status="given", due_on__lt=today)
    row = rows.select_related("unit").first()
    if row:
        at = diary.at()
        facts = f"“{row.title}”最后一日是 {row.due_on}，至今没有修订。"
        leads.register(
            Said(unit=row.unit, ground="ACC-6-4a", facts=facts, source=LeadSource.ASSIGNMENT, source_id=row.pk,
                 source_note=str(row)),
            by=office, today=at.date(), at=at,
        )  # fmt: skip
