"""What time alone brings, once a day and safe to run twice."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingjing.casework.models import Matter, Signal
from mingjing.casework.services.sweeping import sweep
from mingjing.casework.tasks import sweep_daily
from mingjing.catalogue import services as catalogue
from mingjing.regulations.models import Basis
from tests.casework.signals import in_force, on, power, take, told
from tests.catalogue.factories import AT, basis, bring, house

pytestmark = pytest.mark.django_db
RECEIVED = ("1", "受理", on("2026-04-28"))


@pytest.fixture
def home():
    in_force()
    return house()


def swept(day: str):
    return sweep(today=dt.date.fromisoformat(day), at=on(day, 1))


@pytest.mark.article("ACC-7-2c")
def test_a_limit_of_five_working_days_from_28_april_is_yellow_on_7_may_and_red_on_9_may(home):
    version = power(home)
    take(version, [RECEIVED], now="2026-04-28")
    given = {}
    for day in ("2026-05-06", "2026-05-07", "2026-05-08", "2026-05-09"):
        swept(day)
        given[day] = told(status="open")
    assert given == {
        "2026-05-06": [],
        "2026-05-07": [("near", "审查", "2026-05-07", "open")],
        "2026-05-08": [("near", "审查", "2026-05-07", "open")],
        "2026-05-09": [("passed", "审查", "2026-05-09", "open")],
    }
    assert str(Signal.objects.get(kind="passed").due_on) == "2026-05-08"


def test_the_sweep_brings_the_matter_itself_up_to_date(home):
    version = power(home, promised_length=5)
    take(version, [RECEIVED], now="2026-04-28")
    swept("2026-05-09")
    matter = Matter.objects.get()
    assert (matter.late, matter.steps.get(name="审查").late) == (True, True)
    assert told() == [("passed", "", "2026-05-09", "open"), ("passed", "审查", "2026-05-09", "open")]


def test_a_second_sweep_gives_nothing(home):
    version = power(home)
    take(version, [RECEIVED], now="2026-04-28")
    assert (swept("2026-05-09").given, swept("2026-05-09").given) == (1, 0)


def test_a_sweep_for_a_day_gone_by_takes_nothing_back(home):
    version = power(home)
    take(version, [RECEIVED], now="2026-05-09")
    assert swept("2026-05-01").judged == 0
    assert told() == [("passed", "审查", "2026-05-09", "open")]


def test_a_matter_that_was_never_judged_is_judged_now(home):
    version = power(home)
    take(version, [RECEIVED], now="2026-04-28")
    Matter.objects.update(judged_at=None)  # the worker died between taking it in and judging it
    assert (swept("2026-05-09").judged, told()) == (1, [("passed", "审查", "2026-05-09", "open")])


def test_finished_matters_are_left_alone(home):
    version = power(home)
    take(version, [RECEIVED, ("1", "审查", on("2026-04-28")), ("1", "决定", on("2026-04-29"))], now="2026-04-29")
    assert swept("2026-06-30").judged == 0


def test_the_sweep_costs_the_same_for_many_matters(home):
    version = power(home)
    take(version, [RECEIVED], now="2026-04-28")
    swept("2026-04-29")

    def cost(first: int, count: int, day: str) -> int:
        take(version, [(str(n), "受理", on("2026-04-28")) for n in range(first, first + count)], now="2026-04-28")
        with CaptureQueriesContext(connection) as queries:
            swept(day)
        return len(queries)

    assert cost(2, 1, "2026-05-09") == cost(3, 60, "2026-05-09")
    assert Signal.objects.filter(kind="passed").count() == 62


@pytest.mark.article("ACC-5-3")
def test_an_important_power_without_any_record_for_the_set_period_turns_yellow(home):
    power(home, important=True)
    power(home, "旅客运输经营许可")  # not an important one
    swept("2026-04-01")  # published on 2 March: 30 days end on 1 April
    assert told() == []
    swept("2026-04-02")
    signal = Signal.objects.get()
    assert (signal.kind, signal.colour, signal.basis, signal.matter) == ("no_record", "yellow", "ACC-5-3", None)
    assert (str(signal.since_on), str(signal.due_on), str(signal.raised_on)) == (
        "2026-03-02", "2026-04-01", "2026-04-02",
    )  # fmt: skip
    assert swept("2026-04-03").given == 0


@pytest.mark.article("ACC-5-3")
def test_the_period_runs_from_the_last_record(home):
    version = power(home, important=True)
    take(version, [("1", "受理", on("2026-03-20"))], now="2026-03-20")
    swept("2026-04-20")  # 19 April is a Sunday: the period ends on Monday
    assert told(kind="no_record") == []
    swept("2026-04-21")
    assert told(kind="no_record") == [("no_record", "", "2026-04-21", "open")]


@pytest.mark.article("ACC-5-3")
def test_a_record_that_comes_in_late_takes_the_signal_back_and_a_later_one_does_not(home):
    version = power(home, important=True)
    swept("2026-04-02")
    take(version, [("1", "受理", on("2026-04-10"))], now="2026-04-10")
    swept("2026-04-10")
    assert told(kind="no_record") == [("no_record", "", "2026-04-02", "open")]
    take(version, [("2", "受理", on("2026-03-20"))], now="2026-04-12")
    swept("2026-04-12")
    assert told(kind="no_record") == [("no_record", "", "2026-04-02", "withdrawn")]


@pytest.mark.article("ACC-6-4a")
def test_a_power_that_is_not_revised_after_its_law_was_repealed_turns_red(home):
    version = power(home)
    Basis.objects.update(status="repealed", changed_on=dt.date(2026, 4, 1))
    swept("2026-04-30")  # twenty working days from 1 April, 清明节 off
    assert told() == []
    swept("2026-05-06")
    signal = Signal.objects.get()
    assert (signal.kind, signal.colour, signal.basis, str(signal.due_on)) == (
        "unrevised", "red", "ACC-6-4a", "2026-04-30",
    )  # fmt: skip
    assert signal.item == version.item


@pytest.mark.article("ACC-6-4a")
def test_revising_late_leaves_the_signal_and_a_law_that_did_not_change_takes_it_back(home):
    version, other = power(home), power(home, "旅客运输经营许可")
    other_law = basis("中华人民共和国道路运输条例")
    other.bases.update(basis=other_law)
    Basis.objects.update(status="repealed", changed_on=dt.date(2026, 4, 1))
    swept("2026-05-06")
    new = catalogue.amend(version.item, reason="法律废止", by=home.clerk, at=on("2026-05-07"))
    new.bases.update(basis=basis("中华人民共和国新法"))
    bring(new, home, "published", at=on("2026-05-07"))
    other_law.status = "in_force"
    other_law.save()
    swept("2026-05-12")
    found = {signal.item_id: signal.status for signal in Signal.objects.filter(kind="unrevised")}
    assert found == {version.item_id: "open", other.item_id: "withdrawn"}


@pytest.mark.article("ACC-6-4b")
def test_a_revision_that_is_approved_and_not_published_turns_red(home):
    version = power(home)
    new = catalogue.amend(version.item, reason="调整时限", by=home.clerk, at=AT)
    bring(new, home, "approved", at=AT)
    swept("2026-03-03")
    assert told() == []
    swept("2026-03-04")  # approved on Monday 2 March, to be published by Tuesday
    assert told() == [("unpublished", "第2版", "2026-03-04", "open")]
    assert Signal.objects.get().basis == "ACC-6-4b"


def test_where_no_regulation_is_in_force_powers_are_left_alone():
    power(house(), important=True)
    swept("2026-06-01")
    assert told() == []


def test_the_command_says_what_it_did(home, capsys):
    take(power(home), [RECEIVED], now="2026-04-28")
    call_command("sweep", today=dt.date(2026, 5, 9))
    assert "1 running matter(s) judged, 1 signal(s) given" in capsys.readouterr().out


def test_the_daily_task_sweeps(home):
    take(power(home), [RECEIVED], now="2026-04-28")
    sweep_daily.func(0)
    assert Signal.objects.filter(kind="passed").exists()
