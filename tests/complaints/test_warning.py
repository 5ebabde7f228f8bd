"""The ladder T-2, T-1, T0 and the breaches that nothing erases."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, transaction

from mingjing.clocks import services as clocks
from mingjing.clocks.models import Clock
from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import Rung
from mingjing.complaints.models import Message, Reminder
from mingjing.complaints.selectors import reminders
from mingjing.complaints.services import clocking, messaging, warning
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger import services as ledger
from mingjing.ledger.models import Entry
from mingjing.regulations.selectors import current_calendar, law, limits_of
from mingjing.rules.calendar import WorkCalendar
from tests.catalogue.factories import official
from tests.complaints.factories import AT, RECEIVED, WHO, filed, keyed

pytestmark = pytest.mark.django_db(databases="__all__")
DUE = dt.date(2026, 2, 25)  # CMP-7-3 of a complaint received on 2026-02-11
DAYS = {"T-2": dt.date(2026, 2, 14), "T-1": dt.date(2026, 2, 24), "T0": DUE}  # a worked Saturday, then 春节


@pytest.fixture
def disc(centre):
    return keyed(official("disc", "disc_officer", of=centre.unit))


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(0, 5), dt.UTC) - dt.timedelta(hours=8)


def sweep(day: dt.date) -> int:
    return warning.sweep(today=day, at=at(day))


def only(complaint, limit: str) -> None:
    """End every other clock of a case."""
    for clock in Clock.objects.filter(case_id=complaint.pk).exclude(limit=limit):
        clocks.stop(clock, on=clock.started_on, by=None, at=AT)


def rungs(complaint, limit="CMP-7-3") -> list[tuple[str, dt.date]]:
    rows = Reminder.objects.filter(clock__case_id=complaint.pk, clock__limit=limit)
    return sorted(rows.values_list("rung", "on"), key=lambda row: (row[1], list(Rung).index(row[0])))


@pytest.mark.article("CMP-7-3", "GAP-21", "CMP-7-6")
def test_each_rung_comes_once_on_its_day_and_each_tells_one_more_person(centre, disc):
    made = filed(centre).complaint
    only(made, "CMP-7-3")
    told = {}
    for n in range(15):
        day = dt.date(2026, 2, 12) + dt.timedelta(days=n)
        before = set(Message.objects.values_list("holder", "slot"))
        sweep(day)
        assert sweep(day) == 0
        new = {holder for holder, slot in set(Message.objects.values_list("holder", "slot")) - before}
        told[day] = {person.username for person in (centre.clerk, centre.head, disc) if tag_of(person) in new}
    assert rungs(made) == [("T-2", DAYS["T-2"]), ("T-1", DAYS["T-1"]), ("T0", DAYS["T0"])]
    assert told[DAYS["T-2"]] == {"centre"}
    assert told[DAYS["T-1"]] == {"centre", "centrehead"}
    assert told[DAYS["T0"]] == {"centre", "centrehead", "disc"}


@pytest.mark.article("CMP-7-1a", "CMP-7-2b", "CMP-7-2d", "CMP-7-4a", "CMP-7-5", "CMP-7-6", "GAP-18", "GAP-21")
def test_every_clock_of_a_complaint_has_the_ladder_and_the_breach(centre, disc):
    made = filed(centre, identity=WHO).complaint
    later = ("CMP-7-2b", "CMP-7-2c", "CMP-7-2d", "CMP-7-4a", "CMP-7-4b")
    for limit in later:
        clocking.start(made, limit, rules=law(RECEIVED), on=RECEIVED, by=centre.clerk, at=AT)
    for n in range(75):
        sweep(RECEIVED + dt.timedelta(days=n))
    limits = {"CMP-7-1a", "GAP-21", "CMP-7-3", "CMP-7-5", *later}
    local = {limit for limit in limits if Clock.objects.get(case_id=made.pk, limit=limit).terms["local_policy"]}
    assert local == limits - {"CMP-7-3", "CMP-7-5"}
    for limit in sorted(limits):
        assert [rung for rung, _on in rungs(made, limit)] == ["T-2", "T-1", "T0"]
        assert _breached(made, limit)


def test_who_the_case_is_about_is_told_nothing_at_any_rung(centre, disc):
    filed(centre, persons=f"{centre.head.name}和{disc.name}")
    accused = keyed(official("disc2", "disc_officer", of=centre.accused))
    for day in (*DAYS.values(), DUE + dt.timedelta(days=1)):
        sweep(day)
    told = set(Message.objects.values_list("holder", flat=True))
    assert told == {tag_of(centre.second)}
    for person in (centre.clerk, centre.head, disc, accused, centre.accused_clerk):  # "centre" is in "centrehead"
        assert reminders.near(person, most=100) == []
    assert {one.of.basis for one in reminders.near(centre.second, most=100)} == {"CMP-7-1a", "GAP-21", "CMP-7-3"}


def test_a_last_day_that_moved_has_a_ladder_of_its_own(centre):
    made = filed(centre).complaint
    sweep(DUE)
    clock = Clock.objects.get(case_id=made.pk, limit="CMP-7-3")
    Clock.objects.filter(pk=clock.pk).update(due_on=DUE + dt.timedelta(days=30))
    sweep(DUE)
    assert len(rungs(made)) == 3
    sweep(DUE + dt.timedelta(days=30))
    assert len(rungs(made)) == 6


def test_what_is_done_is_urged_no_more(centre):
    made = filed(centre).complaint
    for clock in Clock.objects.filter(case_id=made.pk):
        clocks.stop(clock, on=dt.date(2026, 2, 12), by=masked(centre.clerk), at=AT)
    assert sweep(DUE) == 0
    assert reminders.near(centre.clerk, most=10) == []


def test_the_head_sees_a_line_from_the_day_before_the_discipline_organ_on_the_day(centre, disc):
    filed(centre)
    seen = {}
    for name, day in DAYS.items():
        sweep(day)
        limits = {one.of.basis: one.opened for one in reminders.near(centre.head, most=100)}
        seen[name] = ("CMP-7-3" in limits, "CMP-7-3" in {o.of.basis for o in reminders.near(disc, most=100)})
        assert not any(limits.values())
    assert seen == {"T-2": (False, False), "T-1": (True, False), "T0": (True, True)}


def test_the_command_prints_numbers_only(centre, capsys, time_machine, settings, tmp_path):
    settings.MAIL_OUTBOX = str(tmp_path)
    made = filed(centre).complaint
    time_machine.move_to("2026-02-25T00:30:00Z", tick=False)
    call_command("complaints", "sweep")
    time_machine.move_to(messaging.slot_after(dt.datetime(2026, 2, 25, 0, 30, tzinfo=dt.UTC)), tick=False)
    call_command("complaints", "sweep")
    out = capsys.readouterr().out
    assert "messages: 0" in out
    assert "messages: 3" in out
    assert made.number not in out


def _breached(complaint, limit="CMP-7-3") -> dt.date | None:
    return Clock.objects.get(case_id=complaint.pk, limit=limit).breached_on


@pytest.mark.article("CMP-7-3", "GAP-21", "ACC-9-1a")
def test_a_breach_outlives_forwarding_closing_reopening_voiding_recounting_and_new_rules(centre, regulation):
    made, day = filed(centre).complaint, DUE + dt.timedelta(days=1)
    other = filed(centre).complaint
    sweep(day)
    assert _breached(made) == day
    assert Entry.objects.filter(step="记录逾期", number__startswith=made.number).count() == 3
    actor, limit = masked(centre.clerk), limits_of(regulation)["CMP-7-3"]
    with seeing(SYSTEM):
        ledger.take(workflow.VOID, other, by=actor, at=at(day))
        for step in (workflow.FORWARD, workflow.CONCLUDE, workflow.CLOSE, workflow.REOPEN):
            ledger.take(step, made, by=actor, at=at(day))
    clocks.stop(Clock.objects.get(case_id=made.pk, limit="CMP-7-3"), on=day, by=actor, at=at(day))
    longer = type(limit)(**{**vars(limit), "length": 60})
    clocks.reread(longer, pack=regulation.number, calendar=current_calendar(), at=at(day))
    clocks.recount(WorkCalendar.from_rows("none-worked", [(day, False, "节日")], [2026]), at=at(day))
    clocks.mark_breaches(today=day + dt.timedelta(days=90), at=at(day))
    again = clocking.start(made, "CMP-7-3", rules=law(day), on=day, by=centre.clerk, at=at(day))
    assert again and (again.limit, again.breached_on) == ("CMP-7-3·2", None)
    assert [_breached(made), _breached(other)] == [day, day]
    assert Clock.objects.get(case_id=made.pk, limit="CMP-7-3").status == "closed_late"
    assert access.late_visible_to(centre.head).filter(case_id=made.pk).count() == 3


@pytest.mark.article("ACC-9-1a")
@pytest.mark.parametrize("change", [{"breached_on": None}, {"breached_on": dt.date(2027, 1, 1)}, None])
def test_the_database_itself_lets_nobody_erase_or_move_a_breach(centre, change):
    made = filed(centre).complaint
    sweep(DUE + dt.timedelta(days=1))
    rows = Clock.objects.filter(case_id=made.pk, limit="CMP-7-3")
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        rows.update(**change) if change else rows.delete()
    assert _breached(made) == DUE + dt.timedelta(days=1)


@pytest.mark.article("X-04")
def test_only_last_days_that_reach_a_year_without_data_carry_the_warning(centre):
    made = filed(centre, identity=WHO, received_on=dt.date(2026, 12, 25)).complaint
    due = {clock.limit: (clock.due_on, clock.provisional) for clock in Clock.objects.filter(case_id=made.pk)}
    assert due["CMP-7-6" if "CMP-7-6" in due else "GAP-21"] == (dt.date(2026, 12, 30), False)
    assert due["CMP-7-1a"] == (dt.date(2026, 12, 28), False)
    reaching = {limit: said for limit, said in due.items() if said[0].year == 2027}
    assert {"CMP-7-5", "CMP-7-3"} & reaching.keys()
    assert all(provisional for _on, provisional in reaching.values())
    assert all(not provisional for on, provisional in due.values() if on.year == 2026)
