"""The office chooses where the text leaves a limit open; open clocks follow, closed ones do not."""

import datetime as dt

import pytest

from mingjing.clocks import services as clocks
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.regulations import selectors
from mingjing.regulations.services import policies
from mingjing.rules.calendar_seed import seed
from mingjing.rules.limits import CountUnit
from tests.regulations.conftest import AT

pytestmark = pytest.mark.django_db
RECEIVED = dt.date(2026, 2, 11)


@pytest.fixture
def choose(regulation, official):
    clerk = official("lgo_clerk")

    def make(limit, length, counted_in=CountUnit.WORKING_DAYS, why="会议决定", by=clerk):
        return policies.choose(
            regulation, limit, length=length, counted_in=counted_in, why=why, on=AT.date(), by=by, at=AT
        )

    return make


@pytest.mark.article("GAP-03", "GAP-18")
def test_a_local_limit_changes_length_and_unit(choose, regulation):
    assert str(choose("CMP-7-2c", 15)) == "15个工作日"
    assert str(selectors.limits_of(regulation)["CMP-7-2c"]) == "15个工作日"
    entry = Entry.objects.get(step="选定期限")
    assert (entry.before["length"], entry.after["length"]) == ("60日", "15个工作日")


@pytest.mark.article("GAP-01")
def test_the_reading_of_day_is_switched_and_the_first_stays_the_other(choose, regulation):
    choose("CMP-7-5", 7)
    deadline = selectors.limits_of(regulation)["CMP-7-5"].after(RECEIVED, seed())
    assert (deadline.on, deadline.other.on) == (dt.date(2026, 2, 27), dt.date(2026, 2, 24))
    choose("CMP-7-5", 7, CountUnit.DAYS)
    assert selectors.limits_of(regulation)["CMP-7-5"].after(RECEIVED, seed()).on == dt.date(2026, 2, 24)


@pytest.mark.article("GAP-01")
def test_switching_the_reading_counts_open_clocks_again_and_leaves_closed_ones(choose, regulation, draft, unit):
    def start(limit):
        return clocks.start(
            draft, limit, pack=regulation.number, unit_id=unit.pk, on=RECEIVED, calendar=seed(), by=None, at=AT
        )

    limits = selectors.limits_of(regulation)
    running, closed = start(limits["CMP-7-5"]), start(limits["CMP-7-6"])
    clocks.stop(closed, on=dt.date(2026, 2, 24), by=None, at=AT)
    (change,) = clocks.reread(choose("CMP-7-5", 7), pack=regulation.number, calendar=seed(), at=AT)
    assert clocks.reread(choose("CMP-7-6", 5), pack=regulation.number, calendar=seed(), at=AT) == []
    assert (change.before, change.after) == (dt.date(2026, 2, 24), dt.date(2026, 2, 27))
    running.refresh_from_db()
    closed.refresh_from_db()
    assert (running.due_on, running.other_on) == (dt.date(2026, 2, 27), dt.date(2026, 2, 24))
    assert closed.due_on == dt.date(2026, 2, 24)
    assert Entry.objects.filter(step="重新计算").count() == 1


@pytest.mark.parametrize(
    ("limit", "length", "counted_in", "message"),
    [
        ("CMP-7-3", 6, CountUnit.WORKING_DAYS, "本地政策不能改变它的长度"),
        ("CMP-7-3", 5, CountUnit.DAYS, "不能改按日计算"),
        ("CMP-7-5", 7, CountUnit.MONTHS, "不能改按个月计算"),
        ("CMP-7-2c", 0, CountUnit.DAYS, "正整数"),
        ("CMP-99", 5, CountUnit.DAYS, "没有期限"),
    ],
)
def test_what_the_text_fixes_is_refused(choose, limit, length, counted_in, message):
    with pytest.raises(Refused, match=message):
        choose(limit, length, counted_in)


def test_a_choice_without_a_reason_or_by_a_unit_is_refused(choose, official):
    with pytest.raises(Refused, match="理由"):
        choose("CMP-7-2c", 15, why=" ")
    with pytest.raises(Refused, match="由领导小组办公室维护"):
        choose("CMP-7-2c", 15, by=official("unit_leader"))
