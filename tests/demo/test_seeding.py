"""A small city seeded into a database: whole, the same when seeded twice, open to its people, with a sound ledger."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, Letter, Outcome, SubjectShare
from mingjing.assignments.models import Assignment
from mingjing.casework.enums import MatterState, RecordStatus, SignalStatus
from mingjing.casework.models import Event, Matter, OperationRecord, Signal
from mingjing.casework.registering import lines
from mingjing.casework.selectors import records
from mingjing.catalogue.models import ChangeEvent, ClearingRound, PowerItem, PowerVersion
from mingjing.catalogue.selectors import clearing
from mingjing.demo.accounts import OWN, PASSWORD
from mingjing.demo.catalogue import Power, demo_powers
from mingjing.demo.seeding import city
from mingjing.ledger import selectors as ledger
from mingjing.ledger.models import Entry
from mingjing.meetings import selectors as meetings
from mingjing.meetings.models import Meeting
from mingjing.people.models import Notice, NoticeReceipt, Official, Unit
from mingjing.regulations.models import Interpretation
from mingjing.regulations.selectors import current_calendar
from mingjing.supervision.enums import LeadStatus
from mingjing.supervision.models import Gap, Lead

pytestmark = pytest.mark.django_db(databases="__all__")
NOW = dt.datetime(2026, 9, 16, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
SOME = (
    "婚姻登记",
    "施工单位偷工减料的处罚",
    "合同违法行为处罚",
    "建筑施工安全监督检查",
    "旅行社设立许可",
    "河道采砂许可",
    "农村公路养护工程补助",
)
CASES = 60
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
COUNTED = (Entry, AccountabilityCase, Event, Matter, Meeting, Notice, Official, PowerVersion, Signal, Unit)


def some_powers() -> tuple[Power, ...]:
    return tuple(power for power in demo_powers() if power.name in SOME)


def seed() -> None:
    if not city.is_seeded():
        city.seed(total=CASES, now=NOW, tell=lambda line: None, some=some_powers())


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One city for all tests of this module, taken back in the end."""
    with django_db_blocker.unblock(), transaction.atomic(), transaction.atomic(using="keys"):
        seed()
        yield
        for database in ("default", "keys"):
            transaction.set_rollback(True, using=database)


@pytest.fixture(autouse=True)
def inside(seeded: None, db: None) -> None:
    """Each test works in the seeded city and leaves it as it was."""


def test_a_second_start_changes_nothing() -> None:
    before = [model.objects.count() for model in COUNTED]
    seed()
    assert [model.objects.count() for model in COUNTED] == before
    assert city.is_seeded()
    assert not city.is_foreign()


def test_an_interrupted_seeding_goes_on_without_doing_anything_twice() -> None:
    before = [model.objects.count() for model in COUNTED]
    city.seed(total=CASES, now=NOW + HOUR, tell=lambda line: None, some=some_powers())
    after = [model.objects.count() for model in COUNTED]
    assert after == [before[0] + 1, *before[1:]]  # the mark that it is ready


@pytest.mark.article("X-01")
def test_every_chain_of_the_ledger_is_whole() -> None:
    assert Entry.objects.count() > 200
    assert not list(ledger.faults())


@pytest.mark.parametrize("username", ["lgo", "lgohead", "secrecy", "sysadmin", "secadmin", "audit", "clerk", "leader"])
def test_the_accounts_can_log_in(username: str, client: Client) -> None:
    page = client.post("/workbench/login/", {"username": username, "password": PASSWORD})
    assert (page.status_code, page.headers.get("Location")) == (302, "/workbench/")
    assert client.get("/workbench/").status_code == 200


def test_who_has_no_role_cannot_log_in() -> None:
    person = Official.objects.filter(grants=None).first()
    assert person
    assert not person.check_password(PASSWORD)


def test_cases_run_today_and_some_have_ended_since_last_year() -> None:
    states = set(Matter.objects.values_list("state", flat=True))
    assert {MatterState.RUNNING, MatterState.FINISHED} <= states
    opened = Matter.objects.order_by("opened_at").values_list("opened_at", flat=True)
    assert opened.first().year == NOW.year - 1
    assert not Event.objects.filter(at__gt=NOW).exists()


def test_old_signals_are_answered_by_their_units_and_todays_are_open() -> None:
    answered = Signal.objects.filter(status__in=(SignalStatus.ANSWERED, SignalStatus.ACCEPTED))
    assert answered.exists()
    assert all(signal.answered_by.unit_id == signal.unit_id for signal in answered.select_related("answered_by"))
    assert Signal.objects.filter(status=SignalStatus.OPEN).exists()


@pytest.mark.article("X-08")
def test_an_answer_is_written_with_who_gave_it() -> None:
    signal = Signal.objects.exclude(answered_by=None).first()
    entry = Entry.objects.get(case_id=signal.pk, step="答复")
    assert entry.after["answered_by"] == str(signal.answered_by_id)


@pytest.mark.article("NOT-3")
def test_one_notice_is_read_by_all_who_have_an_account_and_one_is_not() -> None:
    assert Notice.objects.filter(title__startswith="关于").count() == 2
    assert NoticeReceipt.objects.filter(notice__title__contains="提醒", read_at=None).count() > 10


def test_the_catalogue_has_gaps_and_things_to_revise() -> None:
    standing = Gap.objects.filter(closed_on=None)
    assert {"ACC-5-2a", "ACC-6-2", "ACC-7-1"} <= set(standing.values_list("article", flat=True))
    assert Gap.objects.exclude(closed_on=None).exists()
    assert Assignment.objects.filter(about_kind="gap", status="given").exists()
    assert set(PowerItem.objects.values_list("status", flat=True)) == {"new", "in_force", "suspended"}
    assert Signal.objects.filter(kind="no_record", item__name="建筑施工安全监督检查").exists()


@pytest.mark.article("ACC-6-4a")
def test_laws_and_an_organ_changed_and_their_units_have_tasks() -> None:
    assert set(ChangeEvent.objects.values_list("kind", flat=True)) == {"law_amended", "law_repealed", "organ_changed"}
    tasks = Assignment.objects.filter(basis="ACC-6-4a")
    assert {"given", "accepted"} <= set(tasks.values_list("status", flat=True))
    assert tasks.filter(status="given", due_on__lt=NOW.date()).exists()


@pytest.mark.article("X-08")
def test_leads_are_a_persons_and_stand_in_each_state() -> None:
    assert set(Lead.objects.values_list("status", flat=True)) == set(LeadStatus)
    assert set(Lead.objects.values_list("registered_by__username", flat=True)) == {"lgo", "disc"}
    assert Lead.objects.get(source="grade").grade_year == NOW.year - 1
    assert Assignment.objects.filter(basis="ACC-9-3", status="given").exists()


@pytest.mark.article("ACC-14")
def test_articles_are_interpreted_for_everybody_and_inside_and_one_question_waits() -> None:
    rows = Interpretation.objects.order_by("number")
    assert [(row.status, row.public) for row in rows] == [
        ("replaced", False), ("issued", False), ("issued", True), ("asked", False),
    ]  # fmt: skip
    assert Client().get("/regulations/baoding-2010/ACC-13/").text.count("起算当日不计入") == 1


def test_a_dissent_is_locked_a_meeting_waits_for_the_leader_and_a_handler_has_objected() -> None:
    assert sorted(Meeting.objects.values_list("status", flat=True)) == ["signed", "signed", "signing"]
    signed = Meeting.objects.filter(status="signed").order_by("held_on")
    assert [[row.official.username for row in meetings.dissents(one)] for one in signed] == [["leader"], []]
    assert [row.meeting.status for row in meetings.to_sign(Official.objects.get(username="leader"))] == ["signing"]
    desk = OperationRecord.objects.get(status=RecordStatus.FINISHED)
    assert [entry.by_id for entry in ledger.objections([desk.pk])] == [Official.objects.get(username="clerk").pk]


def test_a_power_that_is_not_run_online_has_records_in_each_state_and_objections() -> None:
    states = set(OperationRecord.objects.values_list("status", flat=True))
    assert states == set(RecordStatus)
    assert OperationRecord.objects.filter(added=True, status=RecordStatus.RUNNING).count() == 1
    shown = OperationRecord.objects.get(status=RecordStatus.PUBLICISED)
    assert sorted(shown.objections.values_list("status", flat=True)) == ["answered", "open"]
    scanned = OperationRecord.objects.get(kind="scan")
    assert not records.completeness(scanned, lines(scanned.steps.all())).complete


@pytest.mark.article("ASM-5-3-2a")
def test_one_clearing_round_is_the_baseline_and_one_runs() -> None:
    closed, running = ClearingRound.objects.order_by("opened_at")
    assert (closed.status, running.status) == ("closed", "open")
    (own,) = [row.whole for row in clearing.tallies(closed) if row.asked.unit.code == OWN]
    assert own.adds_up
    assert own.confirmed > 1
    assert {entry.status for entry in running.entries.all()} >= {"submitted", "returned", "compiling"}


def test_versions_follow_each_other_and_cases_run_on_the_one_of_their_day() -> None:
    items = PowerItem.objects.filter(name="婚姻登记")
    assert {item.current.no for item in items} == {2}
    assert set(Matter.objects.filter(item__in=items).values_list("version__no", flat=True)) == {1, 2}


def test_publication_falls_on_working_days() -> None:
    calendar = current_calendar()
    zone = ZoneInfo("Asia/Shanghai")
    published = PowerVersion.objects.exclude(published_at=None).values_list("published_at", flat=True)
    assert published
    assert all(calendar.is_working(at.astimezone(zone).date()) for at in published)


def test_a_city_of_somebody_else_is_left_alone() -> None:
    Unit.objects.filter(code="130600LGO").update(code="999999LGO")
    assert city.is_foreign()


def test_each_case_of_accountability_stands_where_its_story_leaves_it() -> None:
    stands = set(AccountabilityCase.objects.values_list("status", flat=True))
    assert stands == {"registered", "closed", "drafted", "informed", "not_established", "transferred"}


def test_of_a_team_with_one_dissent_one_bears_nothing() -> None:
    shares = SubjectShare.objects.filter(division__case__status="drafted").values_list("chosen", flat=True)
    assert sorted(shares) == ["main", "none", "secondary", "secondary", "secondary"]


def test_one_result_is_public_and_names_nobody(client: Client) -> None:
    outcome = Outcome.objects.get()
    page = client.get(reverse("portal:accountability_outcome", args=[outcome.pk])).text
    names = outcome.case.subjects.filter(kind="person").values_list("name", flat=True)
    assert outcome.title in page
    assert not [name for name in names if name in page]


def test_every_letter_has_a_number_of_its_series() -> None:
    numbers = list(Letter.objects.values_list("number", flat=True))
    assert len(numbers) > 10
    assert all("〔" in number for number in numbers)
