"""Accepted or declined by the fifth day, with the head's approval where it is declined."""

import datetime as dt

import pytest

from mingjing.clocks.services import mark_breaches
from mingjing.complaints.enums import Asked, Declined
from mingjing.complaints.services import approving, deciding
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from tests.catalogue.factories import official
from tests.complaints.factories import keyed
from tests.complaints.handling import DAY, Hands, second_head

pytestmark = pytest.mark.django_db(databases="__all__")
REASON = "反映的是邻里纠纷，不属于公开透明运行工作，可以向司法所申请调解。"


@pytest.mark.article("GAP-21")
def test_accepting_ends_the_decision_clock_and_starts_the_handling_one(centre):
    case = Hands(centre).accepted()
    assert case.row().accepted_on == case.day
    assert [case.clock(limit).status for limit in ("GAP-21", "CMP-7-3")] == ["stopped", "stopped"]
    assert case.clock("CMP-7-2c").due_on == dt.date(2026, 4, 13)  # 60 days, the last one a Sunday


@pytest.mark.article("GAP-21")
def test_no_decision_by_the_fifth_day_is_a_breach(centre):
    case = Hands(centre)
    due = case.clock("GAP-21").due_on
    mark_breaches(today=due, at=case.at)
    assert case.clock("GAP-21").status == "running"
    mark_breaches(today=due + DAY, at=case.at)
    assert case.clock("GAP-21").status == "breached"
    case.day = due + DAY
    case.accepted()
    assert case.clock("GAP-21").status == "closed_late"


def test_what_nobody_classified_is_not_accepted(centre):
    with pytest.raises(Refused, match="先分类"):
        Hands(centre).do(deciding.accept)


@pytest.mark.article("CMP-7-6")
def test_declining_needs_a_ground_words_and_the_heads_approval(centre):
    case = Hands(centre)
    for code, words in (("", REASON), ("nonsense", REASON), (Declined.OUTSIDE, " ")):
        with pytest.raises(Refused, match="理由"):
            case.do(deciding.ask_decline, code, reason=words)
    case.do(deciding.ask_decline, Declined.OUTSIDE, reason=REASON)
    assert case.row().status == "registered"
    with pytest.raises(Refused, match="经负责人同意"):
        case.do(deciding.decline, by=centre.head)
    case.decide(Asked.DECLINE)
    assert case.row().status == "declined"
    assert [case.clock(limit).status for limit in ("GAP-21", "CMP-7-3", "CMP-7-1a")] == ["stopped"] * 3


@pytest.mark.article("CMP-7-6")
def test_the_limit_to_tell_the_reasons_counts_from_receipt(centre):
    case = Hands(centre, received_on=dt.date(2026, 4, 28))
    case.day = dt.date(2026, 4, 30)
    case.do(deciding.ask_decline, Declined.OUTSIDE, reason=REASON)
    case.decide(Asked.DECLINE)
    clock = case.clock("CMP-7-6")
    assert (clock.started_on, clock.due_on, clock.other_on) == (
        dt.date(2026, 4, 28), dt.date(2026, 5, 6), dt.date(2026, 5, 8),
    )  # fmt: skip


def test_a_head_who_says_no_leaves_the_case_where_it_was(centre):
    case = Hands(centre)
    case.do(deciding.ask_decline, Declined.OUTSIDE, reason=REASON)
    case.decide(Asked.DECLINE, granted=False, opinion="属于受理范围。")
    assert case.row().status == "registered"
    assert case.clock("GAP-21").status == "running"
    case.do(deciding.ask_decline, Declined.OTHER, reason=REASON)  # may be asked again


@pytest.mark.article("CMP-7-2a")
def test_any_head_without_a_conflict_stands_in_for_another(centre):
    deputy = second_head(centre)
    case = Hands(centre).accepted()
    case.do(approving.ask, Asked.INVESTIGATE, reason="需要核实。")
    assert case.sees(centre.head)
    case.decide(Asked.INVESTIGATE, by=deputy)
    assert case.row().status == "approved"


@pytest.mark.article("CMP-7-2a")
def test_a_head_of_the_accused_unit_is_never_asked(centre):
    theirs = second_head(centre, of=centre.accused)
    case = Hands(centre).accepted()
    case.do(approving.ask, Asked.INVESTIGATE, reason="需要核实。")
    assert not case.sees(theirs)


@pytest.mark.article("CMP-7-2a")
def test_nobody_approves_what_they_asked_for_themselves(centre):
    both = keyed(official("both", "centre_head", "centre_clerk", of=centre.unit))
    case = Hands(centre).accepted()
    case.do(approving.ask, Asked.INVESTIGATE, reason="需要核实。", by=both)
    with pytest.raises(Refused, match="另一位负责人"):
        case.decide(Asked.INVESTIGATE, by=both)


@pytest.mark.article("CMP-7-2a")
def test_waiting_for_approval_is_counted_and_no_clock_stands_still(centre):
    case = Hands(centre).accepted()
    due = case.clock("CMP-7-2c").due_on
    case.do(approving.ask, Asked.INVESTIGATE, reason="需要核实。")
    case.day += 12 * DAY
    case.decide(Asked.INVESTIGATE)
    assert case.clock("CMP-7-2c").due_on == due
    assert case.clock("CMP-7-2b").started_on == case.day
    assert Entry.objects.get(case_id=case.pk, step="审批").after["waited_days"] == 12


def test_asking_needs_a_reason_a_clerk_the_right_state_and_is_done_once(centre):
    case = Hands(centre)
    with pytest.raises(Refused, match="不能请示“组织调查”"):
        case.do(approving.ask, Asked.INVESTIGATE, reason="需要核实。")
    case.accepted()
    with pytest.raises(Refused, match="要写明理由"):
        case.do(approving.ask, Asked.INVESTIGATE, reason="")
    case.do(approving.ask, Asked.INVESTIGATE, reason="需要核实。")
    with pytest.raises(Refused, match="正在等待审批"):
        case.do(approving.ask, Asked.INVESTIGATE, reason="需要核实。")
    with pytest.raises(Refused, match="由承办人提出"):
        case.do(approving.ask, Asked.INVESTIGATE, reason="需要核实。", by=centre.head)
    with pytest.raises(Refused, match="写明意见"):
        case.decide(Asked.INVESTIGATE, opinion=" ")
