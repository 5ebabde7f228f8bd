"""Leads in the demo: what a person of the office made of a signal, a task and a visit. Nothing makes one by itself."""

import datetime as dt

from django.db import transaction

from mingjing.assignments.models import Assignment
from mingjing.casework.models import Signal
from mingjing.casework.selectors.wording import said
from mingjing.demo.accounts import OWN
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.people.models import Official, Unit
from mingjing.supervision.enums import LeadSource
from mingjing.supervision.models import Lead
from mingjing.supervision.services import leads
from mingjing.supervision.services.leads import Said

VISITED = "现场检查发现，办事大厅没有公布收费减免的条件，窗口也无法说明。"
CITED = "政府信息公开条例第二十条第八项：行政事业性收费项目及其依据、标准"
IDLE = "群众三次到窗口申请，均被告知“系统升级”，没有受理也没有出具凭证。"
EFFECT = "十二户未能按期办理，集体到信访部门反映。"
PROOF = "窗口排号记录、监控录像摘录和申请人书面说明。"
CLOSED = "经核实系办件系统迁移期间时间回传有误，单位已更正，不再追究。"


@transaction.atomic
def register(years: Years) -> int:
    """Register some leads and close one; how many there are. Done once."""
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
            leads.register(one, by=office, today=at.date(), at=at)
    return Lead.objects.count()


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
