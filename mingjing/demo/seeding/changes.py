"""Changes in the demo: what units said of the laws that changed, and an organ that was renamed (ACC-6-4a)."""

import datetime as dt

from django.db import transaction
from django.db.models import Count, Q

from mingjing.assignments import services as assignments
from mingjing.assignments.enums import Outcome
from mingjing.assignments.models import Assignment
from mingjing.catalogue.enums import ChangeKind, OrganChange
from mingjing.catalogue.models import ChangeEvent, Revision
from mingjing.catalogue.services import changes
from mingjing.demo.accounts import OFFICE, OWN, clerk_of
from mingjing.demo.seeding.diary import Years
from mingjing.people.models import Official, Unit

RENAMED = 12  # days ago
ASKED = "请报送本年度职权目录动态调整工作联系人名单。"
WAITS = "已核对，本次修改没有涉及本项职权所引条文，不需要修订。"


@transaction.atomic
def answer(years: Years) -> int:
    """Let units answer revision tasks, rename an organ, ask one unit for a list; how many tasks are open. Done once."""
    if not ChangeEvent.objects.filter(kind=ChangeKind.ORGAN_CHANGED).exists():
        office = Official.objects.get(username="lgo")
        for row in Revision.objects.select_related("item__current", "event", "assignment__unit").order_by(
            "item__number"
        ):
            _revised_already(row, office, years)
        _nothing_to_revise(years)
        _rename(office, years)
        _ask(office, years)
    return Assignment.objects.filter(status__in=("given", "reported", "returned")).count()


def _revised_already(row: Revision, office: Official, years: Years) -> None:
    """A unit that had published a new version after the law changed says so, and the office agrees."""
    version = row.item.current
    if version is None or version.valid_from is None or version.valid_from <= row.event.changed_on:
        return
    if row.event.kind != ChangeKind.LAW_AMENDED:
        return  # what rests on a law that is gone is to be revised whenever it was published
    diary = years.diary(max(row.assignment.given_on, version.valid_from))
    at, text = diary.at(2), f"第{version.no}版已按修改后的规定修订，于{version.valid_from}公布，不需要再修订。"
    _report(row.assignment, text, at)
    assignments.accept(row.assignment, by=office, today=diary.at(1).date(), at=diary.at())


def _report(row: Assignment, text: str, at: dt.datetime) -> None:
    clerk = Official.objects.get(username=clerk_of(row.unit.code))
    assignments.report(row, text=text, outcome=Outcome.NOT_NEEDED, by=clerk, today=at.date(), at=at)


def _nothing_to_revise(years: Years) -> None:
    """One unit's answer waits for the office."""
    row = Assignment.objects.filter(status="given", revision__event__kind=ChangeKind.LAW_AMENDED).first()
    if row:
        _report(row, WAITS, years.diary(years.days_ago(1)).at())


def _rename(office: Official, years: Years) -> None:
    held = Count("powers", filter=Q(powers__status="in_force"))
    units = Unit.objects.exclude(code__in=(OWN, OFFICE)).annotate(held=held).filter(held__gt=0)
    unit = units.order_by("held", "code").first()
    if unit:
        event = ChangeEvent(
            kind=ChangeKind.ORGAN_CHANGED, organ_change=OrganChange.RENAMED, unit=unit,
            changed_on=years.days_ago(RENAMED), document="机构改革实施方案",
            summary="职责不变，名称和对外公布的实施主体相应调整。",
        )  # fmt: skip
        at = years.diary(years.days_ago(RENAMED)).at(1)
        changes.record(event, by=office, today=at.date(), at=at)


def _ask(office: Official, years: Years) -> None:
    own = Unit.objects.get(code=OWN)
    at = years.diary(years.days_ago(3)).at()
    due_on = years.calendar.working_day_after(years.today, 5)
    assignments.assign(own, title="报送工作联系人名单", asked=ASKED, basis="ACC-3", due_on=due_on, by=office, at=at)
