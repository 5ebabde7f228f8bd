"""Signals given, taken back and answered, through the database."""

import datetime as dt
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingjing.casework import access, workflow
from mingjing.casework.enums import EventKind, SignalStatus
from mingjing.casework.models import ActivityMapping, Event, Matter, MatterStep, Signal
from mingjing.casework.services import answering
from mingjing.casework.services.judging import judge_matters
from mingjing.catalogue.models import Material
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.ledger.models import Entry
from mingjing.regulations.models import LocalPolicy, Regulation
from tests.casework.signals import in_force, on, power, take, told
from tests.catalogue.factories import AT, house, official, unit

pytestmark = pytest.mark.django_db
RECEIVED = ("1", "受理", on("2026-04-28"))


@pytest.fixture
def home():
    in_force()
    return house()


@pytest.fixture
def version(home):
    return power(home)


@pytest.fixture
def office():
    return official("office", "lgo_clerk", of=unit("130600LGO"))


@pytest.fixture
def signal(version) -> Signal:
    """A red one: 审查 was due on 8 May."""
    take(version, [RECEIVED], now="2026-05-09")
    return Signal.objects.get()


@pytest.mark.article("ACC-7-2c")
def test_a_signal_names_the_matter_the_step_its_dates_and_its_article(signal):
    assert (signal.matter.number, signal.node, signal.node_name, signal.basis) == ("1", "t1", "审查", "ACC-7-2c")
    dates = [str(day) for day in (signal.since_on, signal.due_on, signal.raised_on, signal.found_on)]
    assert dates == ["2026-04-28", "2026-05-08", "2026-05-09", "2026-05-09"]
    assert (signal.colour, signal.status, signal.unit) == ("red", "open", signal.matter.unit)


def test_a_signal_has_a_number_and_a_file_that_opens_with_its_fact(signal):
    entry = ledger.of_case(signal).get()
    assert signal.number.startswith("监〔2026〕")
    assert (entry.number, entry.step, entry.by, entry.basis) == (signal.number, "发出", "系统", "ACC-7-2c")
    assert (entry.after["due_on"], entry.after["status"]) == ("2026-05-08", "open")
    assert list(ledger.faults()) == []


@pytest.mark.article("ACC-7-2c")
def test_the_office_may_choose_a_longer_lead(version):
    chosen = {"counted_in": "working_days", "chosen_by": "张三", "chosen_on": AT.date(), "why": "早些提醒"}
    LocalPolicy.objects.create(regulation=Regulation.objects.get(), limit="ACC-7-2", length=3, **chosen)
    take(version, [RECEIVED], now="2026-05-06")
    assert told() == [("near", "审查", "2026-04-30", "open")]


def test_judging_again_gives_nothing_again(version, signal):
    numbers = list(Signal.objects.values_list("number", flat=True))
    judge_matters(version.item, now=on("2026-05-12"))
    assert list(Signal.objects.values_list("number", flat=True)) == numbers
    assert Entry.objects.filter(kind="casework.signal").count() == 1


@pytest.mark.article("ACC-7-2c")
def test_a_warning_ends_when_the_limit_passes(version):
    take(version, [RECEIVED], now="2026-05-08")
    assert told() == [("near", "审查", "2026-05-07", "open")]
    judge_matters(version.item, now=on("2026-05-09"))
    assert told() == [("near", "审查", "2026-05-07", "lifted"), ("passed", "审查", "2026-05-09", "open")]


def test_a_warning_ends_when_the_step_is_done_in_time(version):
    take(version, [RECEIVED], now="2026-05-08")
    take(version, [("1", "审查", on("2026-05-08"))], now="2026-05-08")
    assert told() == [("near", "审查", "2026-05-07", "lifted")]


@pytest.mark.article("ACC-7-2a")
def test_an_added_step_is_told(version):
    take(version, [RECEIVED, ("1", "补充论证", on("2026-04-29"))], now="2026-04-29")
    signal = Signal.objects.get()
    assert (signal.kind, signal.node_name, signal.basis, signal.colour) == ("added", "补充论证", "ACC-7-2a", "red")


@pytest.mark.article("ACC-7-2b")
def test_a_demand_beyond_the_list_is_told_and_one_on_it_is_not(version):
    Material.objects.create(version=version, name="身份证")
    take(version, [RECEIVED], now="2026-04-28")
    asked = [("1", "身份证", on("2026-04-29")), ("1", "担保书", on("2026-04-29"))]
    take(version, asked, now="2026-04-29", kind=EventKind.CONDITION)
    assert told() == [("condition", "担保书", "2026-04-29", "open")]
    assert Signal.objects.get().basis == "ACC-7-2b"


def test_an_event_that_arrives_late_takes_back_what_is_not_so(version, signal):
    take(version, [("1", "审查", on("2026-05-07"))], now="2026-05-12")
    signal.refresh_from_db()
    assert signal.status == SignalStatus.WITHDRAWN
    entry = ledger.of_case(signal).last()
    assert (entry.step, entry.by, entry.basis) == ("撤销", "系统", "ACC-4-4a")
    assert "不再成立" in entry.reason


def test_a_mapping_takes_back_a_step_that_only_bore_another_name(version):
    take(version, [RECEIVED, ("1", "审核", on("2026-04-29")), ("1", "决定", on("2026-04-30"))], now="2026-05-06")
    assert told() == [("added", "审核", "2026-04-29", "open"), ("skipped", "审查", "2026-04-30", "open")]
    ActivityMapping.objects.create(item=version.item, activity="审核", step="审查")
    judge_matters(version.item, now=on("2026-05-06"))
    assert {status for *_, status in told()} == {"withdrawn"}


def test_what_was_taken_back_is_told_anew_if_it_comes_true_after_all(version, home):
    take(version, [RECEIVED, ("1", "审核", on("2026-04-29"))], now="2026-05-06")
    renamed = ActivityMapping.objects.create(item=version.item, activity="审核", step="审查")
    judge_matters(version.item, now=on("2026-05-06"))
    renamed.delete()
    judge_matters(version.item, now=on("2026-05-06"))
    assert [status for *_, status in told(kind="added")] == ["withdrawn", "open"]


def test_an_answered_signal_stays_whatever_turns_out(version, signal, home):
    answering.answer(signal, text="系统漏传", by=home.clerk, at=AT)
    take(version, [("1", "审查", on("2026-05-07"))], now="2026-05-12")
    signal.refresh_from_db()
    assert signal.status == SignalStatus.ANSWERED


def test_old_matters_are_dated_by_their_fact_and_by_when_it_was_found(version):
    rows = [RECEIVED, ("1", "审查", on("2026-05-12")), ("1", "决定", on("2026-05-13"))]
    take(version, rows, now="2026-11-02")
    signal = Signal.objects.get()
    assert (str(signal.raised_on), str(signal.found_on)) == ("2026-05-09", "2026-11-02")


def test_where_no_regulation_is_in_force_facts_are_told_and_nobody_is_warned():
    version = power(house())
    take(version, [RECEIVED], now="2026-05-08")
    assert told() == []
    judge_matters(version.item, now=on("2026-05-09"))
    assert told() == [("passed", "审查", "2026-05-09", "open")]


def test_giving_signals_costs_the_same_for_many_matters(version):
    def cost(numbers: range) -> int:
        names = ("受理", "论证", "决定")
        rows = [(str(n), name, on("2026-04-28", 9 + m)) for n in numbers for m, name in enumerate(names)]
        with CaptureQueriesContext(connection) as queries:
            take(version, rows, now="2026-05-12")
        return len(queries)

    cost(range(1))  # reads the chart once per process
    assert cost(range(1, 2)) == cost(range(2, 42))
    assert Signal.objects.filter(kind="added").count() == Signal.objects.filter(kind="skipped").count() == 42


@pytest.mark.article("X-08")
def test_a_hundred_red_signals_open_nothing(version):
    rows = [(str(n), step, on("2026-04-28")) for n in range(100) for step in ("受理", "论证")]
    kinds = set(Entry.objects.values_list("kind", flat=True))
    take(version, rows, now="2026-04-28")
    assert Signal.objects.filter(colour="red").count() == 100
    assert set(Entry.objects.values_list("kind", flat=True)) - kinds == {"casework.signal"}
    made = {model: model.objects.count() for model in (Matter, Event, MatterStep)}
    assert made == {Matter: 100, Event: 200, MatterStep: MatterStep.objects.filter(matter__item=version.item).count()}


def test_a_unit_answers_and_the_office_accepts(signal, home, office):
    answering.answer(signal, text=" 检测设备故障，已修复。 ", by=home.clerk, at=AT)
    assert (signal.status, signal.answer, signal.answered_by) == ("answered", "检测设备故障，已修复。", home.clerk)
    answering.accept(signal, by=office, at=AT)
    assert signal.status == "accepted"
    assert [entry.step for entry in ledger.of_case(signal)] == ["发出", "答复", "采纳答复"]


def test_the_office_asks_again_with_a_reason_and_the_first_answer_stays_on_file(signal, home, office):
    answering.answer(signal, text="已知悉", by=home.clerk, at=AT)
    answering.ask_again(signal, reason="没有写明措施", by=office, at=AT)
    assert signal.status == "open"
    answering.answer(signal, text="已增派人手", by=home.clerk, at=AT)
    file = list(ledger.of_case(signal))
    assert (file[2].reason, file[3].before["answer"], file[3].after["answer"]) == (
        "没有写明措施",
        "已知悉",
        "已增派人手",
    )


def test_an_answer_needs_words(signal, home):
    with pytest.raises(Refused, match="写明情况"):
        answering.answer(signal, text="  ", by=home.clerk, at=AT)


def test_asking_again_needs_a_reason(signal, home, office):
    answering.answer(signal, text="已知悉", by=home.clerk, at=AT)
    with pytest.raises(Refused, match="为什么退回"):
        answering.ask_again(signal, reason="", by=office, at=AT)


def test_another_unit_may_not_answer(signal):
    stranger = house("130600SJ", "审计局").clerk
    with pytest.raises(Refused, match="由它的人员答复"):
        answering.answer(signal, text="x", by=stranger, at=AT)


@pytest.mark.article("ACC-7-2a")
def test_the_leader_of_the_unit_takes_note_once(signal, home):
    assert list(access.signals_to_read(home.leader)) == [signal]
    answering.take_note(signal, by=home.leader, at=AT)
    assert (signal.read_by, signal.status) == (home.leader, "open")
    assert list(access.signals_to_read(home.leader)) == []
    assert ledger.of_case(signal).last().step == "阅知"
    with pytest.raises(Refused, match="已有主管领导阅知"):
        answering.take_note(signal, by=home.leader, at=AT)


def test_nobody_else_takes_note(signal, home):
    other = house("130600SJ", "审计局").leader
    for person in (home.clerk, other):
        assert list(access.signals_to_read(person)) == []
        with pytest.raises(Refused, match="主管领导阅知"):
            answering.take_note(signal, by=person, at=AT)


DO = {
    workflow.ANSWER: lambda s, by: answering.answer(s, text="x", by=by, at=AT),
    workflow.ASK_AGAIN: lambda s, by: answering.ask_again(s, reason="x", by=by, at=AT),
    workflow.ACCEPT: lambda s, by: answering.accept(s, by=by, at=AT),
}
ROLES = ("unit_clerk", "unit_leader", "lgo_clerk", "lgo_head", "lg_member", "secrecy_reviewer", "audit_admin")


@pytest.mark.slow
@pytest.mark.parametrize("step", DO, ids=lambda step: step.name)
def test_each_step_is_for_one_role_and_from_its_own_states(signal, step):
    for role, status in product(ROLES, SignalStatus):
        Signal.objects.update(status=status)
        signal.refresh_from_db()
        person = official(role, role, of=signal.unit)
        allowed = role == step.role and status in step.sources
        assert access.may_take(person, step, signal) is allowed
        assert (step in access.steps_for(person, signal)) is allowed
        if allowed:
            DO[step](signal, person)
        else:
            with pytest.raises(Refused):
                DO[step](signal, person)
        assert Signal.objects.get().status == (step.target if allowed else status)


def test_steps_of_the_system_are_nobodys(signal):
    everyone = official("everyone", *ROLES, of=signal.unit)
    assert {workflow.LIFT, workflow.WITHDRAW}.isdisjoint(access.steps_for(everyone, signal))


def test_dates_in_the_file_are_those_of_the_act(signal):
    assert ledger.of_case(signal).get().at == on("2026-05-09", 18)
    assert signal.found_on == dt.date(2026, 5, 9)
