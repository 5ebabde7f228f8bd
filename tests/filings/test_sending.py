"""A person sends a filing task: whom it asks, by which day, and when it is refused (ACC-8-1, ACC-8-2, GAP-17)."""

import datetime as dt

import pytest

from mingjing.core.errors import Refused
from mingjing.filings import workflow
from mingjing.filings.models import Filing, FilingTask, Term
from mingjing.filings.selectors import proposing
from mingjing.filings.services import sending
from mingjing.filings.services.sending import Asked, Later
from mingjing.ledger import selectors as ledger
from mingjing.people.models import UnitScope
from mingjing.rules import packs
from tests.casework.signals import in_force
from tests.catalogue.factories import house, official, unit
from tests.filings.factories import DUE, SENT, ad_hoc, annual, at, filing_of, office, on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def law():
    in_force()


@pytest.fixture
def home():
    return house()


@pytest.mark.article("GAP-17")
def test_each_class_has_the_date_of_the_pack(home):
    county = unit("130602", "竞秀区政府", addressee_class="county")
    zone = unit("130600GX", "高新区管委会", addressee_class="zone")
    task = annual()
    due = dict(task.filings.values_list("unit__code", "due_on"))
    pack = packs.load("baoding-2010")
    departments, governments = pack.dates["annual-report-departments"], pack.dates["annual-report-governments"]
    assert due == {
        home.unit.code: departments.after_year(2025),
        zone.code: departments.after_year(2025),
        county.code: governments.after_year(2025),
    }
    assert (due[home.unit.code], due[county.code]) == (on("2026-01-31"), on("2026-03-31"))
    assert departments.local_policy


def test_only_units_that_the_regulation_binds_are_asked(home):
    unit("130600GS", "供水公司", nature="public")
    marked = unit("130600GQ", "供气公司", nature="public")
    UnitScope.objects.create(unit=marked, pack="baoding-2010", in_scope=True)
    unit("130600YW", "原外办", active_to=dt.date(2025, 6, 30))
    assert set(annual().filings.values_list("unit__code", flat=True)) == {home.unit.code, marked.code}


def test_a_task_and_each_filing_have_numbers_a_last_day_and_a_file(home):
    task = annual(asked="按附表填写。")
    row = filing_of(task, home)
    assert task.number.startswith("报任〔2026〕")
    assert row.number.startswith("报〔2026〕")
    assert (row.status, task.title) == ("to_file", "报送2025年度政务公开工作年度报告")
    term = Term.objects.get(filing=row)
    assert (term.due_on, term.since_on, term.ended_on) == (DUE, SENT, None)
    (given,) = ledger.of_case(row)
    assert (given.step, given.basis, given.by) == (workflow.GIVEN, "ACC-8-1", "lgo")
    assert ledger.of_case(task).get().after["units"] == 1
    assert not list(ledger.faults())


def test_a_year_is_asked_for_once(home):
    annual()
    with pytest.raises(Refused, match="已经下达"):
        annual()
    assert FilingTask.objects.count() == 1


def test_a_year_that_is_not_over_is_refused(home):
    with pytest.raises(Refused, match="还没有结束"):
        annual(2026, day=on("2026-11-20"))
    assert annual(2026, day=on("2026-12-01")).year == 2026


def test_dates_that_have_passed_need_another_day_with_a_reason(home):
    unit("130602", "竞秀区政府", addressee_class="county")
    late = on("2026-02-10")
    with pytest.raises(Refused, match="2026-01-31 已经过去"):
        annual(day=late)
    with pytest.raises(Refused, match="写明理由"):
        annual(day=late, later=Later(on("2026-02-28"), " "))
    with pytest.raises(Refused, match="也已经过去"):
        annual(day=late, later=Later(on("2026-02-01"), "系统二月才启用"))
    task = annual(day=late, later=Later(on("2026-02-28"), "系统二月才启用"))
    assert filing_of(task, home).due_on == on("2026-02-28")
    assert Term.objects.get(filing__unit=home.unit).reason == "系统二月才启用"
    assert Filing.objects.get(unit__code="130602").due_on == on("2026-03-31")


def test_without_units_in_scope_there_is_nothing_to_send():
    unit("130600LGO", "领导小组办公室", nature="office")
    with pytest.raises(Refused, match="没有适用的单位"):
        annual()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": "  "}, "写明要报送什么"),
        ({"due": SENT - dt.timedelta(days=1)}, "已经过去"),
        ({"basis": "ACC-5-2a"}, "第八条"),
    ],
)
def test_an_ad_hoc_task_that_makes_no_sense_is_refused(home, said, why):
    with pytest.raises(Refused, match=why):
        ad_hoc(home, **said)
    assert not FilingTask.objects.exists()


def test_a_unit_outside_the_scope_cannot_be_asked(home):
    outside = unit("130600GS", "供水公司", nature="public")
    with pytest.raises(Refused, match="供水公司.*ACC-2"):
        sending.send(Asked("清单", DUE, units=[outside, home.unit]), by=office(), today=SENT, at=at(SENT))


def test_nobody_to_ask_is_refused():
    with pytest.raises(Refused, match="没有要报送的单位"):
        ad_hoc()


def test_a_class_and_units_by_name_are_asked_once_each(home):
    county = unit("130602", "竞秀区政府", addressee_class="county")
    unit("130600GS", "供水公司", nature="public")  # of the class, but not bound
    task = ad_hoc(home, classes=["department", "county"])
    assert set(task.filings.values_list("unit__code", flat=True)) == {home.unit.code, county.code}
    assert filing_of(task, home).due_on == DUE


@pytest.mark.parametrize("role", ["unit_clerk", "unit_leader", "lg_member", "system_admin", "disc_officer"])
def test_nobody_outside_the_office_sends(home, role):
    person = official("somebody", role, of=home.unit)
    with pytest.raises(Refused, match="领导小组办公室下达"):
        sending.send_annual(2025, by=person, today=SENT, at=at(SENT))
    with pytest.raises(Refused, match="领导小组办公室下达"):
        sending.send(Asked("清单", DUE, units=[home.unit]), by=person, today=SENT, at=at(SENT))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2025-11-30", None),  # the last date of 2024 has passed, December has not come
        ("2025-12-01", 2025),
        ("2026-01-01", 2025),
        ("2026-03-31", 2025),
        ("2026-04-01", None),
    ],
)
def test_a_report_is_proposed_from_december_until_its_last_date(day, year):
    assert proposing.year_due(packs.load("baoding-2010"), on(day)) == year


def test_a_pack_without_dates_proposes_nothing():
    assert proposing.year_due(packs.load("hebei-2020"), SENT) is None


def test_many_are_asked_in_a_fixed_number_of_queries(home, django_assert_max_num_queries):
    for n in range(60):
        unit(f"1306{n:02}ZZ", f"单位{n}")
    office()
    with django_assert_max_num_queries(25):
        assert annual().filings.count() == 61
