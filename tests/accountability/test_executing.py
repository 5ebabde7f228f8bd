"""登记执行 (ACC-11-1a, -3d, -3e): who did what on which day; every refusal."""

import datetime as dt

import pytest

from mingjing.accountability.selectors import effects as reads
from mingjing.accountability.services import executing
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.accountability.factories import AT, DAY, TODAY, cast
from tests.accountability.followed import followed
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    in_force()
    return cast()


def lacks(told, today=TODAY) -> str:
    return "；".join(reads.lacking(told.case, today=today))


def talk(told, measure="ACC-11-1a", **said):
    who = said.pop("by", told.people.lgo)
    said = {"on": TODAY, "spoke": "办公室主任", "today": TODAY, **said}
    executing.talked(told.measures[measure], **said, by=who, at=AT)


@pytest.mark.article("ACC-11-1a", "ACC-11-1b")
@pytest.mark.parametrize("measure", ["ACC-11-1a", "ACC-11-1b"])
def test_a_talk_has_a_day_a_speaker_and_an_acknowledgement(people, measure):
    told = followed(people, handler=(measure,))
    assert "还没有登记谈话日期" in lacks(told)
    talk(told, measure)
    assert "本人还没有确认" in lacks(told)
    executing.acknowledge(told.measures[measure], by=people.handler, today=TODAY, at=AT)
    assert lacks(told) == ""
    row = told.measures[measure]
    assert (row.executed_on, row.executed_by, row.acknowledged_on) == (TODAY, "办公室主任", TODAY)
    assert [entry.step for entry in ledger.of_case(told.case)] == ["登记追究方式的执行", "本人确认追究方式"]


def test_who_does_not_acknowledge_is_noted(people):
    told = followed(people, handler=("ACC-11-1a",))
    talk(told, note="本人拒绝签字，有两名工作人员在场。")
    assert lacks(told) == ""


@pytest.mark.parametrize(
    ("said", "match"),
    [
        ({"spoke": " "}, "由谁谈话"),
        ({"on": TODAY + DAY}, "批准之日"),
        ({"on": TODAY - DAY}, "批准之日"),
        ({"acknowledged_on": TODAY + DAY}, "本人确认的日期"),
        ({"by": "clerk"}, "不由您办理"),
        ({"by": "member"}, "办公室工作人员"),
    ],
)
def test_a_talk_is_refused_without_what_it_needs(people, said, match):
    told = followed(people, handler=("ACC-11-1a",))
    if "by" in said:
        said = {"by": getattr(people, said["by"])}
    with pytest.raises(Refused, match=match):
        talk(told, **said)


def test_nothing_is_recorded_before_the_notice_or_of_a_decision_that_was_replaced(people):
    told = followed(people, handler=("ACC-11-1a",), status="approved")
    with pytest.raises(Refused, match="下达书面通知以后"):
        talk(told)
    other = followed(people, handler=("ACC-11-1a",))
    newer = other.case.decisions.get()
    newer.pk, newer.no, newer._state.adding = None, 2, True
    newer.id = None
    newer.save(force_insert=True)
    with pytest.raises(Refused, match="不是现行决定"):
        talk(other)


def test_only_the_person_acknowledges_and_once(people):
    told = followed(people, handler=("ACC-11-1a",))
    row = told.measures["ACC-11-1a"]
    with pytest.raises(Refused, match="由本人确认"):
        executing.acknowledge(row, by=people.chief, today=TODAY, at=AT)
    with pytest.raises(Refused, match="还没有登记"):
        executing.acknowledge(row, by=people.handler, today=TODAY, at=AT)
    talk(told)
    executing.acknowledge(row, by=people.handler, today=TODAY, at=AT)
    with pytest.raises(Refused, match="已经确认过"):
        executing.acknowledge(row, by=people.handler, today=TODAY, at=AT)
    with pytest.raises(Refused, match="登记不能再改"):
        talk(told)
    row.refresh_from_db()
    assert row.acknowledged_on == TODAY


@pytest.mark.article("ACC-11-3d")
def test_a_move_needs_its_organ_and_its_day(people):
    told = followed(people, handler=("ACC-11-3d",))
    assert "执行机关和执行日期" in lacks(told)
    said = {"on": TODAY, "note": "", "by": people.lgo, "today": TODAY, "at": AT}
    with pytest.raises(Refused, match="哪个机关"):
        executing.moved(told.measures["ACC-11-3d"], organ=" ", **said)
    executing.moved(told.measures["ACC-11-3d"], organ="市委组织部", **said)
    assert lacks(told) == ""


def leave(told, on, today):
    row = told.measures["ACC-11-3e"]
    executing.left_post(row, on=on, organ="市人社局", by=told.people.lgo, today=today, at=AT)
    return row


@pytest.mark.article("ACC-11-3e")
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (dt.date(2026, 11, 30), dt.date(2027, 2, 28)),
        (dt.date(2027, 11, 30), dt.date(2028, 2, 29)),
        (dt.date(2026, 3, 2), dt.date(2026, 6, 2)),
    ],
)
def test_training_ends_after_three_months_or_at_the_end_of_the_month(people, start, end):
    told = followed(people, handler=("ACC-11-3e",))
    assert leave(told, start, start).ends_on == end


@pytest.mark.article("ACC-11-3e")
def test_training_is_done_when_the_person_is_back_after_its_last_day(people):
    told = followed(people, handler=("ACC-11-3e",))
    row, end = told.measures["ACC-11-3e"], dt.date(2026, 6, 2)
    back = {"note": "", "by": people.lgo, "at": AT}
    with pytest.raises(Refused, match="还没有登记离岗"):
        executing.came_back(row, on=TODAY, today=TODAY, **back)
    leave(told, TODAY, TODAY)
    assert "返岗还没有登记" in lacks(told)
    with pytest.raises(Refused, match="期满"):
        executing.came_back(row, on=end - DAY, today=end, **back)
    executing.came_back(row, on=end, today=end, **back)
    assert lacks(told) == ""
    with pytest.raises(Refused, match="已经登记返岗"):
        leave(told, TODAY, end)


def test_training_needs_its_organ(people):
    told = followed(people, handler=("ACC-11-3e",))
    with pytest.raises(Refused, match="组织培训"):
        executing.left_post(told.measures["ACC-11-3e"], on=TODAY, organ="", by=people.lgo, today=TODAY, at=AT)


def test_one_kind_is_not_recorded_as_another(people):
    told = followed(people, handler=("ACC-11-3d",))
    with pytest.raises(Refused, match="不是这样执行"):
        talk(told, "ACC-11-3d")


def test_the_ledger_names_nobody(people):
    told = followed(people, handler=("ACC-11-1a",))
    talk(told, note="当面说明。")
    entry = ledger.of_case(told.case).get()
    assert (entry.after, entry.reason) == ({"measure": "ACC-11-1a", "on": "2026-03-02"}, "")
    hidden = followed(people, handler=("ACC-11-1a",), discipline=True)
    talk(hidden)
    assert ledger.of_case(hidden.case).get().after == {}
