"""取消评优资格: for the year, until its last day, of a unit, an account or a name; and given back."""

import datetime as dt

import pytest

from mingjing.core.errors import Refused
from mingjing.core.models import uuid7
from mingjing.ledger.models import Entry
from mingjing.people.models import MeritBar
from mingjing.people.selectors.merit import barred
from mingjing.people.services import merit
from tests.people.factories import AT, TODAY, administrators, official, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return administrators()["lgo_clerk"]


@pytest.fixture
def clerk():
    return official("李工", "unit_clerk", of=unit())


def bar(office, place, **said) -> MeritBar:
    columns = {"year": 2026, "basis": "ACC-11-2d", "case_id": uuid7(), **said}
    return merit.bar(place, **columns, by=office, today=TODAY, at=AT)


@pytest.mark.article("ACC-11-2d")
def test_a_person_is_ineligible_for_that_year_and_eligible_for_the_next(office, clerk):
    row = bar(office, clerk.unit, official=clerk)
    assert [found.pk for found in barred(official=clerk, year=2026)] == [row.pk]
    assert not barred(official=clerk, year=2027)
    assert not barred(unit=clerk.unit, year=2026)  # the unit itself was not barred
    assert row.until == dt.date(2026, 12, 31)


@pytest.mark.article("ACC-11-3c")
def test_a_barred_unit_bars_none_of_its_people(office, clerk):
    bar(office, clerk.unit, basis="ACC-11-3c")
    assert barred(unit=clerk.unit, year=2026)
    assert not barred(unit=clerk.unit, year=2027)
    assert not barred(official=clerk, year=2026)


def test_a_person_without_account_is_barred_by_name(office, clerk):
    bar(office, clerk.unit, name="王五")
    assert barred(unit=clerk.unit, name="王五", year=2026)
    assert not barred(unit=clerk.unit, name="王六", year=2026)
    assert not barred(unit=clerk.unit, year=2026)


def test_lifting_makes_eligible_and_leaves_row_and_reason(office, clerk):
    row = bar(office, clerk.unit, official=clerk)
    merit.lift(row, reason="决定已撤销", by=office, today=TODAY, at=AT)
    assert not barred(official=clerk, year=2026)
    stored = MeritBar.objects.get()
    assert (stored.lifted_on, stored.lifted_for) == (TODAY, "决定已撤销")
    bar(office, clerk.unit, official=clerk, case_id=row.case_id)  # a new decision may bar again


def test_the_ledger_tells_of_both_and_of_no_name(office, clerk):
    row = bar(office, clerk.unit, name="王五")
    merit.lift(row, reason="决定已撤销", by=office, today=TODAY, at=AT)
    told = list(Entry.objects.filter(case_id=row.pk).order_by("seq"))
    assert [entry.step for entry in told] == ["取消评优资格", "恢复评优资格"]
    assert not any("王五" in f"{entry.number}{entry.before}{entry.after}" for entry in told)


def test_barring_and_lifting_are_the_offices(office, clerk):
    with pytest.raises(Refused, match="您没有这个权限"):
        bar(clerk, clerk.unit)
    row = bar(office, clerk.unit)
    with pytest.raises(Refused, match="您没有这个权限"):
        merit.lift(row, reason="情况有变", by=clerk, today=TODAY, at=AT)


def test_what_was_barred_is_not_barred_twice_by_the_same_case(office, clerk):
    row = bar(office, clerk.unit)
    with pytest.raises(Refused, match="已经登记过"):
        bar(office, clerk.unit, case_id=row.case_id)
    bar(office, clerk.unit)  # another case


def test_lifting_needs_a_reason_and_is_done_once(office, clerk):
    row = bar(office, clerk.unit)
    with pytest.raises(Refused, match="要写明理由"):
        merit.lift(row, reason=" ", by=office, today=TODAY, at=AT)
    merit.lift(row, reason="决定已撤销", by=office, today=TODAY, at=AT)
    with pytest.raises(Refused, match="已于"):
        merit.lift(row, reason="决定已撤销", by=office, today=TODAY, at=AT)
