"""办理异议: answered and decided by two people who had no part in the case; what follows is done at once (GAP-07)."""

import datetime as dt

import pytest

from mingjing.accountability import impartial
from mingjing.accountability.enums import ObjectionStatus
from mingjing.accountability.models import Delivery, Objection
from mingjing.accountability.services import hearing, objecting, reviewing
from mingjing.assignments.models import Assignment
from mingjing.assignments.services import assign as give
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.people.models import MeritBar
from mingjing.people.selectors import merit as barred
from mingjing.people.services import merit
from tests.accountability import factories as make
from tests.accountability.factories import AT, DAY, TODAY, Cast, cast
from tests.casework.signals import in_force
from tests.catalogue.factories import official

pytestmark = pytest.mark.django_db
LATE = dt.date(2026, 4, 2)


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


def filed(
    people: Cast, status: str = "rectifying", *, on: dt.date = TODAY, above: bool = False, **columns
) -> Objection:  # fmt: skip
    """An objection of the handler to a decision that lgo drafted and the head, or the member, approved."""
    case = make.case(people, status, **columns)
    one = make.person(case, people.handler)
    make.decision(
        case, {one: ["ACC-11-1a"]}, checked_by=people.legal, drafted_by=people.lgo, above=above,
        approved_by=people.member if above else people.head, approved_on=TODAY,
    )  # fmt: skip
    Delivery.objects.create(
        letter=make.letter(case, one), way="post", received_on=TODAY, received_by="本人", recorded_by=people.lgo,
        recorded_at=AT,
    )  # fmt: skip
    return objecting.file(one, text="处理过重", by=people.handler, today=on, at=AT)


def assigned(people: Cast, row: Objection, **more) -> Objection:
    how = {"by": people.member, "today": TODAY, "at": AT, **more}
    reviewing.assign(row, people.second, **how)
    return row


def answered(people: Cast, proposal: str, **columns) -> Objection:
    row = assigned(people, filed(people, **columns))
    reviewing.answer(row, proposal=proposal, text="经复查……", by=people.second, today=TODAY, at=AT)
    return row


def decide(row: Objection, by) -> None:
    reviewing.decide(row, by=by, today=TODAY, at=AT)


@pytest.mark.article("GAP-07")
def test_nobody_with_a_part_in_the_case_assigns_answers_or_decides(people):
    row = filed(people)
    with pytest.raises(Refused, match="您参与过本案的办理.*领导小组成员"):
        assigned(people, row, by=people.head)  # who approved the decision
    with pytest.raises(Refused, match="lgo参与过本案的办理"):
        reviewing.assign(row, people.lgo, by=people.member, today=TODAY, at=AT)
    assigned(people, row)
    with pytest.raises(Refused, match="由指定的办理人拟定"):
        reviewing.answer(row, proposal="upheld", text="经复查", by=people.lgo, today=TODAY, at=AT)
    reviewing.answer(row, proposal="upheld", text="经复查", by=people.second, today=TODAY, at=AT)
    with pytest.raises(Refused, match="您参与过本案的办理"):
        decide(row, people.head)
    decide(row, people.member)
    row.refresh_from_db()
    assert (row.status, row.handler, row.decided_by) == ("upheld", people.second, people.member)


PARTS = {
    "立案": lambda case, who: type(case).objects.filter(pk=case.pk).update(registered_by=who),
    "调查": lambda case, who: make.investigator(case, who),
    "取证": lambda case, who: make.evidence(case, collected_by=who),
    "认定事实": lambda case, who: make.fact(case, stated_by=who),
    "区分责任": lambda case, who: make.division(case, {}, by=who),
    "拟稿": lambda case, who: make.decision(case, {}, drafted_by=who),
    "法制审核": lambda case, who: make.decision(case, {}, checked_by=who),
    "指示": lambda case, who: case.instructions.create(text="抓紧", by=who, at=AT),
    "记录陈述": lambda case, who: make.hearing(case.subjects.get(), recorded_by=who),
    "答复意见": lambda case, who: make.hearing(case.subjects.get()).points.create(
        no=1, text="一", accepted=True, reply="属实", replied_by=who, replied_on=TODAY
    ),
}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_a_case_shuts_out(people, part):
    row = filed(people)
    third = official("third", "lgo_clerk", of=people.lgo.unit)
    assert third in impartial.handlers_for(row.case)
    PARTS[part](row.case, third)
    with pytest.raises(Refused, match="third参与过本案的办理"):
        reviewing.assign(row, third, by=people.member, today=TODAY, at=AT)


def test_whoever_is_of_the_accused_unit_or_not_of_the_office_is_no_handler(people):
    row = filed(people)
    inside = official("inside", "lgo_clerk", of=people.unit)
    for who, why in ((inside, "同一单位"), (people.disc, "不是领导小组办公室"), (people.handler, "责任主体")):
        with pytest.raises(Refused, match=why):
            reviewing.assign(row, who, by=people.member, today=TODAY, at=AT)
    with pytest.raises(Refused, match="指定另一个人"):
        reviewing.assign(row, people.member, by=people.member, today=TODAY, at=AT)


def test_a_head_who_had_no_part_may_assign_and_decide(people):
    successor = official("head2", "lgo_head", of=people.lgo.unit)
    row = answered(people, "upheld")
    decide(row, successor)
    assert row.status == "upheld"


def test_what_the_leading_group_approved_is_not_the_heads_to_judge(people):
    other = official("member2", "lg_member", of=people.lgo.unit)
    row = filed(people, above=True)
    reviewing.assign(row, people.second, by=people.head, today=TODAY, at=AT)  # the head had no part in it
    reviewing.answer(row, proposal="upheld", text="经复查", by=people.second, today=TODAY, at=AT)
    with pytest.raises(Refused, match="原决定由领导小组批准"):
        decide(row, people.head)
    with pytest.raises(Refused, match="您参与过"):
        decide(row, people.member)
    decide(row, other)


def test_clerks_and_units_decide_nothing(people):
    row = answered(people, "upheld")
    for who in (people.lgo, people.second, people.clerk, people.leader, people.legal):
        with pytest.raises(Refused, match="没有这个角色"):
            decide(row, who)


def test_a_handler_who_takes_a_part_meanwhile_answers_no_more(people):
    row = assigned(people, filed(people))
    make.evidence(row.case, collected_by=people.second)
    with pytest.raises(Refused, match="另行指定"):
        reviewing.answer(row, proposal="upheld", text="经复查", by=people.second, today=TODAY, at=AT)
    third = official("third", "lgo_clerk", of=people.lgo.unit)
    with pytest.raises(Refused, match="理由"):
        reviewing.reassign(row, third, reason=" ", by=people.member, today=TODAY, at=AT)
    reviewing.reassign(row, third, reason="原办理人参与取证", by=people.member, today=TODAY, at=AT)
    row.refresh_from_db()
    assert (row.status, row.handler) == ("assigned", third)


def test_a_late_one_is_heard_or_not_with_a_reason(people):
    row = filed(people, on=LATE)
    with pytest.raises(Refused, match="受理要写明理由"):
        assigned(people, row)
    assigned(people, row, reason="住院治疗，有证明")
    assert row.late_for == "住院治疗，有证明"
    other = filed(people, on=LATE)
    with pytest.raises(Refused, match="写明理由"):
        reviewing.dismiss(other, reason="", by=people.member, today=LATE, at=AT)
    reviewing.dismiss(other, reason="没有正当理由", by=people.member, today=LATE, at=AT)
    assert (other.status, other.late_for) == ("dismissed", "没有正当理由")
    reply = str(reviewing.reply(other, by=people.lgo, today=LATE, at=AT).content)
    assert "没有正当理由" in reply
    assert "不予受理" in reply


def test_one_in_time_is_not_dismissed(people):
    with pytest.raises(Refused, match="在期限内提出"):
        reviewing.dismiss(filed(people), reason="不想办", by=people.member, today=TODAY, at=AT)


@pytest.mark.parametrize(
    ("said", "why"), [({"proposal": "filed"}, "拟办意见"), ({"proposal": ""}, "拟办意见"), ({"text": " "}, "写明答复")]
)
def test_an_answer_that_says_too_little_is_refused(people, said, why):
    row = assigned(people, filed(people))
    with pytest.raises(Refused, match=why):
        reviewing.answer(row, **{"proposal": "upheld", "text": "经复查", **said}, by=people.second, today=TODAY, at=AT)


def test_an_answer_is_sent_back_with_a_reason(people):
    row = answered(people, "revoked")
    with pytest.raises(Refused, match="理由"):
        reviewing.redo(row, reason="", by=people.member, at=AT)
    reviewing.redo(row, reason="没有回应第二点", by=people.member, at=AT)
    assert (row.status, row.returned_for) == ("assigned", "没有回应第二点")


def effects(people: Cast, row: Objection) -> None:
    """A bar of the year and a task of the case, as the decision led to them."""
    merit.bar(
        people.unit, year=2026, basis="ACC-11-2d", case_id=row.case_id, by=people.lgo, today=TODAY, at=AT,
        official=people.handler,
    )  # fmt: skip
    give(
        people.unit, title="改正", basis="ACC-13-a", by=people.lgo, at=AT, due_on=TODAY + 30 * DAY,
        about=("accountability", row.case_id),
    )  # fmt: skip


@pytest.mark.parametrize("status", ["notified", "rectifying", "verified", "closed"])
def test_revoked_the_decision_falls_with_everything_that_followed_from_it(people, status):
    columns = {"closed_on": TODAY} if status == "closed" else {}
    row = answered(people, "revoked", status=status, **columns)
    effects(people, row)
    decide(row, people.member)
    case = row.case
    case.refresh_from_db()
    case.lead.refresh_from_db()
    assert (row.status, case.status, case.closed_on, case.lead.status) == ("revoked", "revoked", TODAY, "closed")
    assert not barred.barred(year=2026, official=people.handler).exists()
    assert row.number in MeritBar.objects.get().lifted_for
    assert Assignment.objects.get().status == "withdrawn"
    assert Entry.objects.filter(case_id=case.pk, step="领导小组撤销决定", basis="GAP-07").exists()


@pytest.mark.parametrize("status", ["notified", "rectifying", "closed"])
def test_changed_the_case_is_decided_anew_and_the_old_decision_stays_in_the_file(people, status):
    row = answered(people, "changed", status=status)
    effects(people, row)
    decide(row, people.member)
    case = row.case
    case.refresh_from_db()
    case.lead.refresh_from_db()
    assert (case.status, case.closed_on, case.lead.status) == ("divided", None, "opened")
    assert case.decisions.get() == row.decision
    assert case.letters.filter(kind="notice").exists()
    assert not barred.barred(year=2026, official=people.handler).exists()
    assert Assignment.objects.get().status == "withdrawn"


def test_upheld_everything_stands(people):
    row = answered(people, "upheld")
    effects(people, row)
    decide(row, people.member)
    row.case.refresh_from_db()
    assert row.case.status == "rectifying"
    assert barred.barred(year=2026, official=people.handler).exists()
    assert Assignment.objects.get().status == "given"


def test_an_objection_to_a_decision_that_was_replaced_moves_the_case_no_more(people):
    row = answered(people, "revoked")
    make.decision(row.case, {}, drafted_by=people.lgo, approved_by=people.head, approved_on=TODAY)
    decide(row, people.member)
    row.case.refresh_from_db()
    assert (row.status, row.case.status) == ("revoked", "rectifying")


def test_the_reply_is_written_once_after_the_decision(people):
    row = answered(people, "upheld")
    with pytest.raises(Refused, match="还没有决定"):
        reviewing.reply(row, by=people.lgo, today=TODAY, at=AT)
    decide(row, people.member)
    with pytest.raises(Refused, match="文书由"):
        reviewing.reply(row, by=people.clerk, today=TODAY, at=AT)
    letter = reviewing.reply(row, by=people.lgo, today=TODAY, at=AT)
    assert (letter.kind, letter.subject, row.reply) == ("reply", row.subject, letter)
    assert "维持原决定" in str(letter.content)
    with pytest.raises(Refused, match="已经制发"):
        reviewing.reply(row, by=people.lgo, today=TODAY, at=AT)


@pytest.mark.parametrize("status", sorted(set(ObjectionStatus) - {ObjectionStatus.ANSWERED}))
def test_nothing_is_decided_before_an_answer_or_twice(people, status):
    row = answered(people, "upheld")
    Objection.objects.filter(pk=row.pk).update(status=status)
    with pytest.raises(Refused, match="不能“领导小组维持原决定”"):
        decide(row, people.member)


def test_the_ledger_tells_the_steps_and_none_of_the_words(people):
    row = filed(people, on=LATE)
    assigned(people, row, reason="秘密一")
    reviewing.answer(row, proposal="upheld", text="秘密二", by=people.second, today=TODAY, at=AT)
    decide(row, people.member)
    entries = Entry.objects.filter(case_id=row.pk).order_by("seq")
    steps = ["提出异议", "领导小组指定异议办理人", "拟定异议答复", "领导小组维持原决定"]
    assert [entry.step for entry in entries] == steps
    assert "秘密" not in str(list(entries.values_list("reason", "before", "after")))


def test_the_hearing_is_over_once_it_was_decided(people):
    row = filed(people)
    one = make.hearing(row.subject, mode="")
    with pytest.raises(Refused, match="不在听取陈述申辩的阶段"):
        hearing.lapse(one, by=people.lgo, today=LATE, at=AT)
