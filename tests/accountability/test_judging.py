"""法制审核、批准、退回: three pairs of hands, none of them an investigator's; of two who press at once one succeeds."""

import threading

import pytest
from django.db import connections

from mingjing.accountability.models import AccountabilityCase, Decision, Evidence
from mingjing.accountability.services import drafting, judging
from mingjing.assignments.models import Assignment
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.people.models import RoleGrant
from tests.accountability.deciding import DUE, NOW, above, checked, drafted, said
from tests.accountability.factories import TODAY, Cast, cast, division, investigator
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, official

pytestmark = pytest.mark.django_db
OK = {"opinion": "同意。", **NOW}
NO = {"reason": "理由不足。", **NOW}


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


def also(person, role: str):
    """The person with one more role."""
    RoleGrant.objects.create(official=person, role=role, granted_at=AT)
    return type(person).objects.get(pk=person.pk)


def test_a_draft_is_checked_and_approved_by_two_others(people):
    decision = checked(people)
    assert (decision.checked_by, decision.opinion, decision.case.status) == (
        people.legal,
        "事实清楚，依据正确。",
        "checked",
    )
    judging.approve(decision, by=people.head, **OK)
    assert (decision.approved_by, decision.approved_on, decision.approval) == (people.head, TODAY, "同意。")
    assert decision.case.status == "approved"
    told = Entry.objects.filter(case_id=decision.case.pk, step__in=("法制审核通过", "批准决定"))
    assert [(one.by, one.reason) for one in told] == [(people.legal.name, "第1稿"), (people.head.name, "第1稿")]


@pytest.mark.article("ACC-12-e")
def test_a_clerk_cannot_approve_their_own_draft_whatever_they_are(people):
    decision = checked(people)
    with pytest.raises(Refused, match="您没有这个角色"):
        judging.approve(decision, by=people.lgo, **OK)
    with pytest.raises(Refused, match="拟稿人不能审核、批准自己拟的决定"):
        judging.approve(decision, by=also(people.lgo, "lgo_head"), **OK)
    assert Decision.objects.get().approved_by is None


def test_the_drafter_does_not_check(people):
    decision = drafted(people)
    with pytest.raises(Refused, match="拟稿人不能审核"):
        judging.check(decision, by=also(people.lgo, "legal_reviewer"), **OK)


def test_the_checker_does_not_approve(people):
    decision = drafted(people)
    both = also(people.head, "legal_reviewer")
    judging.check(decision, by=both, **OK)
    with pytest.raises(Refused, match="由不同的人办理"):
        judging.approve(decision, by=both, **OK)


@pytest.mark.parametrize("recused_on", [None, TODAY])
def test_whoever_looked_into_the_case_neither_checks_nor_approves(people, recused_on):
    decision = drafted(people)
    for who in (people.legal, people.head):
        investigator(decision.case, who, recused_on=recused_on, recused_for="相识" if recused_on else "")
    with pytest.raises(Refused, match="调查人员不能审核、批准"):
        judging.check(decision, by=people.legal, **OK)
    AccountabilityCase.objects.update(status="checked")
    decision.refresh_from_db()
    with pytest.raises(Refused, match="调查人员不能审核、批准"):
        judging.approve(Decision.objects.get(), by=people.head, **OK)


def test_whoever_opened_the_case_or_divided_responsibility_neither_checks_nor_approves(people):
    decision = drafted(people)
    both = also(also(people.second, "legal_reviewer"), "lgo_head")
    for status, act in (("drafted", judging.check), ("checked", judging.approve)):
        AccountabilityCase.objects.update(status=status, registered_by=people.second)
        with pytest.raises(Refused, match="立案人不能审核、批准"):
            act(Decision.objects.get(), by=both, **OK)
        AccountabilityCase.objects.update(registered_by=people.lgo)
        division(decision.case, {}, by=people.second)
        with pytest.raises(Refused, match="区分责任的人不能审核、批准"):
            act(Decision.objects.get(), by=both, **OK)


def test_nobody_of_a_subjects_unit_judges_the_draft(people):
    decision = drafted(people)
    with pytest.raises(Refused, match="应当回避"):
        judging.check(decision, by=official("legal2", "legal_reviewer", of=people.unit), **OK)


@pytest.mark.parametrize("who", ["lgo", "head", "member", "clerk", "disc"])
def test_only_the_legal_reviewer_checks(people, who):
    decision = drafted(people)
    for act in (judging.check, judging.object_to):
        with pytest.raises(Refused):
            act(decision, by=getattr(people, who), **OK)


@pytest.mark.parametrize("who", ["lgo", "second", "legal", "clerk", "disc"])
def test_only_the_head_or_the_leading_group_approves_or_sends_back(people, who):
    decision = checked(people)
    with pytest.raises(Refused):
        judging.approve(decision, by=getattr(people, who), **OK)
    with pytest.raises(Refused):
        judging.send_back(decision, by=getattr(people, who), **NO)


def test_what_deviates_is_approved_by_the_leading_group_alone(people):
    decision = checked(people, above(people))
    with pytest.raises(Refused, match="由领导小组批准（ACC-4-3）"):
        judging.approve(decision, by=people.head, **OK)
    judging.approve(decision, by=people.member, **OK)
    assert decision.case.status == "approved"
    assert Entry.objects.filter(case_id=decision.case.pk, step="领导小组批准").exists()


@pytest.mark.parametrize("who", ["head", "member"])
def test_a_checked_draft_is_sent_back_with_a_reason_and_drafted_anew(people, who):
    decision = checked(people)
    with pytest.raises(Refused, match="要写明意见或者理由"):
        judging.send_back(decision, by=getattr(people, who), **{**NO, "reason": " "})
    judging.send_back(decision, by=getattr(people, who), **NO)
    assert (decision.case.status, decision.returned_for) == ("divided", "理由不足。")
    subject = decision.measures.first().subject
    again = drafting.draft(
        decision.case, said(subject), division=decision.case.divisions.get().pk, by=people.second, **NOW
    )
    assert again.no == 2
    other = official("legal2", "legal_reviewer", of=people.legal.unit)
    with pytest.raises(Refused, match="之后已有新稿"):
        judging.check(Decision.objects.get(no=1), by=other, **OK)


def test_the_legal_check_sends_back_with_its_opinion(people):
    decision = drafted(people)
    with pytest.raises(Refused, match="要写明意见或者理由"):
        judging.object_to(decision, by=people.legal, **{**OK, "opinion": ""})
    judging.object_to(decision, by=people.legal, **OK)
    assert (decision.case.status, decision.returned_by, decision.checked_by) == ("divided", people.legal, None)


def test_evidence_set_aside_meanwhile_stops_the_approval(people):
    decision = checked(people)
    Evidence.objects.update(set_aside_on=TODAY, set_aside_by=people.lgo, set_aside_for="来源不明")
    with pytest.raises(Refused, match="已被排除.*请退回重拟"):
        judging.approve(decision, by=people.head, **OK)


def test_a_last_day_that_passed_while_the_draft_travelled_stops_the_approval(people):
    decision = checked(people)
    with pytest.raises(Refused, match="期限已经到了或者过了.*请退回重拟"):
        judging.approve(decision, by=people.head, **{**OK, "today": DUE})
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("status", ["divided", "drafted", "approved", "notified", "closed", "revoked"])
def test_only_a_checked_draft_is_approved(people, status):
    checked(people)
    AccountabilityCase.objects.update(status=status)
    with pytest.raises(Refused, match="不能“批准决定”"):
        judging.approve(Decision.objects.get(), by=people.head, **OK)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["approve", "send_back"])
def test_of_two_who_decide_at_once_exactly_one_succeeds(other):
    in_force()
    people = cast()
    decision = checked(people)
    start, outcomes = threading.Barrier(2), []

    def press(act, by, words) -> None:
        mine = Decision.objects.select_related("case").get(pk=decision.pk)
        start.wait()
        try:
            act(mine, by=by, **words)
            outcomes.append(act.__name__)
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    second = (judging.approve, people.member, OK) if other == "approve" else (judging.send_back, people.member, NO)
    threads = [threading.Thread(target=press, args=args) for args in ((judging.approve, people.head, OK), second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("refused") == 1
    found = Decision.objects.get(pk=decision.pk)
    assert (found.approved_by is None) != (found.returned_by is None)
    assert found.case.status == ("approved" if found.approved_by else "divided")
    moved = Entry.objects.filter(case_id=found.case_id, seq__gt=0, before__status="checked")
    assert moved.count() == 1
