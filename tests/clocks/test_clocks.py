"""Clocks run, pause on a legal ground, stop, breach; a new calendar counts them again with a difference."""

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from mingjing.clocks import selectors, services
from mingjing.clocks.models import Clock
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.rules.calendar import SpecialDay, WorkCalendar
from tests.clocks.conftest import AT, INFORM

UNIT = uuid4()


def start(case, calendar, on="2026-02-11", limit=INFORM):
    return services.start(
        case, limit, pack="baoding-2010", unit_id=UNIT, on=dt.date.fromisoformat(on), calendar=calendar, by=None, at=AT
    )


@pytest.mark.article("GAP-01")
def test_a_clock_keeps_both_readings_of_day(case, calendar):
    clock = start(case, calendar)
    assert (clock.due_on, clock.other_on) == (dt.date(2026, 2, 24), dt.date(2026, 2, 27))  # 春节 is off
    assert Entry.objects.get().after["due_on"] == "2026-02-24"


def test_the_same_limit_does_not_start_twice(case, calendar):
    start(case, calendar)
    with pytest.raises(Refused, match="已在计时"):
        start(case, calendar)


@pytest.mark.article("ACC-7-2c")
def test_pause_is_refused_without_a_legal_ground(case, calendar):
    clock = start(case, calendar)
    with pytest.raises(Refused, match="不是法定中止事由"):
        services.pause(clock, ground="经办人出差", on=dt.date(2026, 2, 12), by=None, at=AT)


def test_paused_days_do_not_count(case, calendar):
    clock = start(case, calendar, on="2026-03-02")  # due 03-09
    services.pause(clock, ground="等待鉴定结论", on=dt.date(2026, 3, 4), by=None, at=AT)
    services.resume(clock, on=dt.date(2026, 3, 10), calendar=calendar, by=None, at=AT)
    assert clock.due_on == dt.date(2026, 3, 16)  # 2 days used, 5 left: 11 12 13 14 15, a Sunday, so Monday


def test_resume_is_refused_before_the_pause(case, calendar):
    clock = start(case, calendar)
    services.pause(clock, ground="等待鉴定结论", on=dt.date(2026, 2, 13), by=None, at=AT)
    with pytest.raises(Refused, match="早于中止日期"):
        services.resume(clock, on=dt.date(2026, 2, 12), calendar=calendar, by=None, at=AT)


def test_resume_is_refused_when_not_paused(case, calendar):
    with pytest.raises(Refused, match="没有中止"):
        services.resume(start(case, calendar), on=dt.date(2026, 2, 12), calendar=calendar, by=None, at=AT)


def test_stop_in_time(case, calendar):
    clock = start(case, calendar)
    services.stop(clock, on=dt.date(2026, 2, 24), by=None, at=AT)
    assert (clock.status, clock.breached_on) == ("stopped", None)


def test_stop_after_the_last_day_writes_the_breach_first(case, calendar):
    clock = start(case, calendar)
    services.stop(clock, on=dt.date(2026, 2, 25), by=None, at=AT)
    assert (clock.status, clock.breached_on) == ("closed_late", dt.date(2026, 2, 25))


def test_a_stopped_clock_does_not_stop_again(case, calendar):
    clock = start(case, calendar)
    services.stop(clock, on=dt.date(2026, 2, 24), by=None, at=AT)
    with pytest.raises(Refused, match="状态已变化"):
        services.stop(clock, on=dt.date(2026, 2, 24), by=None, at=AT)


@pytest.mark.parametrize(("today", "newly"), [("2026-02-24", 0), ("2026-02-25", 1)])
def test_the_sweep_writes_a_breach_the_day_after_and_only_once(case, calendar, today, newly):
    start(case, calendar)
    day = dt.date.fromisoformat(today)
    assert services.mark_breaches(today=day, at=AT) == newly
    assert services.mark_breaches(today=day, at=AT) == 0
    assert Entry.objects.filter(step="记录逾期").count() == newly


def test_a_breach_bears_the_day_after_the_last_day_however_late_the_sweep(case, calendar):
    clock = start(case, calendar)
    services.mark_breaches(today=dt.date(2026, 3, 20), at=AT)
    clock.refresh_from_db()
    assert clock.breached_on == dt.date(2026, 2, 25)
    assert Entry.objects.get(step="记录逾期").after == {"status": "breached", "breached_on": "2026-02-25"}


def test_a_paused_clock_is_never_breached(case, calendar):
    services.pause(start(case, calendar), ground="等待鉴定结论", on=dt.date(2026, 2, 12), by=None, at=AT)
    assert services.mark_breaches(today=dt.date(2026, 6, 1), at=AT) == 0


def test_the_sweep_takes_a_fixed_number_of_queries(case, calendar, django_assert_max_num_queries):
    services.start(
        case, INFORM, pack="p", unit_id=UNIT, on=dt.date(2026, 2, 11), calendar=calendar, by=None, at=AT
    )  # fmt: skip
    one = Clock.objects.get()
    many = [
        Clock(
            number=f"n{i}", status="running", case_id=uuid4(), case_kind="x", unit_id=UNIT, limit="CMP-7-5",
            terms=one.terms, pack="p", calendar="c", started_on=one.started_on, due_on=one.due_on,
        )
        for i in range(500)
    ]  # fmt: skip
    Clock.objects.bulk_create(many)
    with django_assert_max_num_queries(12):
        assert services.mark_breaches(today=dt.date(2026, 3, 1), at=timezone.now()) == 501


def test_a_new_calendar_takes_a_fixed_number_of_queries(case, calendar, django_assert_max_num_queries):
    one = start(case, calendar, on="2026-12-28")
    many = [
        Clock(
            number=f"n{i}", status="running", case_id=uuid4(), case_kind="x", unit_id=UNIT, limit="CMP-7-5",
            terms=one.terms, pack="p", calendar="c", started_on=one.started_on, due_on=one.due_on,
        )
        for i in range(300)
    ]  # fmt: skip
    Clock.objects.bulk_create(many)
    off = [SpecialDay(dt.date(2027, 1, day), False, "元旦放假") for day in (4, 5)]
    with_2027 = WorkCalendar.from_rows("v2", [*calendar.special.values(), *off], [*calendar.years, 2027])
    with django_assert_max_num_queries(15):
        changes = services.recount(with_2027, at=AT)
    assert len(changes) == Entry.objects.filter(step="重新计算").count() == 301
    assert set(Clock.objects.values_list("due_on", "provisional", "calendar")) == {(dt.date(2027, 1, 6), False, "v2")}


@pytest.mark.article("X-04")
def test_a_new_calendar_counts_open_clocks_again_and_says_what_changed(case, calendar):
    clock = start(case, calendar, on="2026-12-28", limit=replace(INFORM, alternative=None))  # Monday
    assert (clock.due_on, clock.provisional) == (dt.date(2027, 1, 4), True)
    off = [SpecialDay(dt.date(2027, 1, day), False, "元旦放假") for day in (1, 2, 3, 4)]
    with_2027 = WorkCalendar.from_rows("v2", [*calendar.special.values(), *off], [*calendar.years, 2027])
    (change,) = services.recount(with_2027, at=AT)
    clock.refresh_from_db()
    assert (change.before, change.after) == (dt.date(2027, 1, 4), dt.date(2027, 1, 5))
    assert (clock.provisional, clock.calendar) == (False, "v2")
    assert Entry.objects.filter(step="重新计算").get().after["due_on"] == "2027-01-05"
    assert services.recount(with_2027, at=AT) == []


def test_a_closed_clock_keeps_its_dates(case, calendar):
    clock = start(case, calendar)
    services.stop(clock, on=dt.date(2026, 2, 24), by=None, at=AT)
    everything_off = WorkCalendar.from_rows("v2", [], [2026])
    assert services.recount(everything_off, at=AT) == []
    assert list(selectors.of_case(case)) == [clock]


def test_the_command_says_how_many(case, calendar, capsys):
    start(case, calendar)
    call_command("sweep", today=dt.date(2026, 3, 1))
    assert "1 clock(s) newly breached" in capsys.readouterr().out
