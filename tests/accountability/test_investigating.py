"""调查: a plan and two people of whom nothing bars any; what each refusal says."""

import pytest

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase, Investigator
from mingjing.accountability.services import evidence as collecting
from mingjing.accountability.services import investigating, registering
from mingjing.accountability.services.evidence import Piece
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.accountability.factories import TODAY, Cast, case, cast, fact, investigator, person
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, official, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


def by(who, **said):
    return {"by": who, "today": TODAY, "at": AT, **said}


def named(people: Cast, *, plan: bool = True, declared: int = 2, status: str = "registered", **columns):
    found = case(people, status, **columns)
    if plan:
        investigating.plan(found, "查登记表，约谈承办人，三月底前完成。", **by(people.lgo))
    investigating.name(found, [people.lgo, people.second], leader=people.lgo, **by(people.lgo))
    for who in (people.lgo, people.second)[:declared]:
        investigating.declare(found, by=who, at=AT)
    return found


def steps(found: AccountabilityCase) -> list[str]:
    return [entry.step for entry in ledger.of_case(found)]


def test_two_people_who_declared_investigate_by_a_plan(people):
    found = named(people)
    investigating.begin(found, by=people.lgo, at=AT)
    assert found.status == "investigating"
    expected = ["制定调查方案", "指定调查人员", "指定调查人员", "指定主办", "声明无须回避", "声明无须回避", "开展调查"]
    assert steps(found) == expected
    assert "约谈" not in str([(entry.before, entry.after, entry.reason) for entry in ledger.of_case(found)])


@pytest.mark.parametrize(
    ("said", "why"),
    [({"plan": False}, "还没有调查方案"), ({"declared": 1}, "现有 1 名"), ({"declared": 0}, "现有 0 名")],
)
def test_nobody_investigates_without_a_plan_and_two_who_declared(people, said, why):
    found = named(people, **said)
    with pytest.raises(Refused, match=why):
        investigating.begin(found, by=people.lgo, at=AT)
    found.refresh_from_db()
    assert found.status == "registered"


def test_one_of_them_leads(people):
    found = case(people)
    investigating.plan(found, "查登记表。", **by(people.lgo))
    investigating.name(found, [people.lgo, people.second], **by(people.lgo))
    for who in (people.lgo, people.second):
        investigating.declare(found, by=who, at=AT)
    with pytest.raises(Refused, match="主办"):
        investigating.begin(found, by=people.lgo, at=AT)
    investigating.lead(found, people.second, by=people.lgo, at=AT)
    investigating.lead(found, people.lgo, by=people.lgo, at=AT)
    assert [one.official for one in found.investigators.filter(leads=True)] == [people.lgo]
    with pytest.raises(Refused, match="不是本案调查人员"):
        investigating.lead(found, people.disc, by=people.lgo, at=AT)


def test_the_office_names_who_investigates_and_nobody_else(people):
    found = case(people)
    for who in (people.head, people.member, people.clerk, people.disc, people.legal):
        with pytest.raises(Refused, match="由领导小组办公室工作人员确定"):
            investigating.name(found, [people.lgo], **by(who))
        with pytest.raises(Refused, match="由领导小组办公室工作人员确定"):
            investigating.plan(found, "方案", **by(who))


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("handler", "与本案责任主体在同一单位"),
        ("head", "审核或者批准"),
        ("member", "审核或者批准"),
        ("legal", "审核或者批准"),
    ],
)
def test_whoever_is_in_a_conflict_or_will_judge_it_is_not_named(people, who, why):
    found = case(people)
    with pytest.raises(Refused, match=why):
        investigating.name(found, [people.lgo, getattr(people, who)], **by(people.lgo))
    assert not found.investigators.exists()


def test_a_subject_out_of_office_or_named_twice_is_not_named(people):
    found = case(people)
    person(found, people.disc, unit=people.unit)
    with pytest.raises(Refused, match="是本案责任主体"):
        investigating.name(found, [people.disc], **by(people.lgo))
    gone = official("gone", of=unit("130600SJ", "审计局"))
    gone.is_active = False
    gone.save()
    with pytest.raises(Refused, match="离岗"):
        investigating.name(found, [gone], **by(people.lgo))
    investigating.name(found, [people.second], **by(people.lgo))
    with pytest.raises(Refused, match="已是"):
        investigating.name(found, [people.second], **by(people.lgo))
    with pytest.raises(Refused, match="请选调查人员"):
        investigating.name(found, [], **by(people.lgo))


def test_an_official_of_another_unit_investigates_and_then_sees_the_case(people):
    found, outside = case(people), official("auditor", of=unit("130600SJ", "审计局"))
    assert not access.visible_to(outside).exists()
    investigating.name(found, [outside], **by(people.lgo))
    assert access.visible_to(outside).get() == found
    investigating.declare(found, by=outside, at=AT)
    investigating.recuse(found.investigators.get(), reason="承办人是我的同学", **by(outside))
    assert not access.visible_to(outside).exists()
    with pytest.raises(Refused, match="已经回避"):
        investigating.name(found, [outside], **by(people.lgo))


def test_a_declaration_is_ones_own_and_made_once(people):
    found = named(people, declared=1)
    with pytest.raises(Refused, match="已经声明过"):
        investigating.declare(found, by=people.lgo, at=AT)
    with pytest.raises(Refused, match="没有指定您"):
        investigating.declare(found, by=people.head, at=AT)


def test_a_conflict_that_comes_later_bars_from_the_work(people):
    outside = official("auditor", of=unit("130600SJ", "审计局"))
    found = case(people)
    investigating.plan(found, "方案", **by(people.lgo))
    investigating.name(found, [people.lgo, people.second, outside], leader=people.lgo, **by(people.lgo))
    for who in (people.lgo, people.second):
        investigating.declare(found, by=who, at=AT)
    investigating.begin(found, by=people.lgo, at=AT)
    registering.add_subject(found, unit=outside.unit, **by(people.lgo))
    with pytest.raises(Refused, match="同一单位"):
        investigating.declare(found, by=outside, at=AT)
    Investigator.objects.filter(official=outside).update(declared_at=AT)
    with pytest.raises(Refused, match="应当回避"):
        collecting.collect(found, piece(), **by(outside))
    assert [one.official for one in access.able(found)] == [people.lgo, people.second]


def piece(**said) -> Piece:
    columns = {
        "title": "登记表",
        "kind": "document",
        "source": "单位提供",
        "obtained_on": TODAY,
        "text": "内容",
        **said,
    }
    return Piece(**columns)


def test_below_two_nothing_goes_on_until_somebody_takes_the_place(people):
    found = named(people)
    investigating.begin(found, by=people.lgo, at=AT)
    second = found.investigators.get(official=people.second)
    investigating.recuse(second, reason="是承办人的亲属", **by(people.head))
    with pytest.raises(Refused, match="现有 1 名"):
        collecting.collect(found, piece(), **by(people.lgo))
    person(found, people.handler)
    fact(found, finding="not_established")
    with pytest.raises(Refused, match="现有 1 名"):
        investigating.establish(found, **by(people.lgo))
    third = official("lgo3", "lgo_clerk", of=people.lgo.unit)
    investigating.name(found, [third], **by(people.lgo))
    investigating.declare(found, by=third, at=AT)
    assert collecting.collect(found, piece(), **by(third)).no == 1
    assert "亲属" not in str([(entry.after, entry.reason) for entry in ledger.of_case(found)])


@pytest.mark.parametrize(
    ("who", "reason", "why"),
    [("second", " ", "写明回避的理由"), ("clerk", "亲属", "不由您办理"), ("member", "亲属", "由本人申请")],
)
def test_a_recusal_has_a_reason_and_comes_from_oneself_or_the_office(people, who, reason, why):
    found = named(people)
    row = found.investigators.get(official=people.second)
    with pytest.raises(Refused, match=why):
        investigating.recuse(row, reason=reason, **by(getattr(people, who)))
    row.refresh_from_db()
    assert row.recused_on is None


def test_nobody_is_recused_twice_or_once_it_is_decided(people):
    found = named(people)
    row = found.investigators.get(official=people.second)
    investigating.recuse(row, reason="亲属", **by(people.lgo))
    with pytest.raises(Refused, match="已经回避"):
        investigating.recuse(row, reason="亲属", **by(people.lgo))
    decided = case(people, "approved")
    with pytest.raises(Refused, match="调查已经结束"):
        investigating.recuse(investigator(decided, people.lgo), reason="亲属", **by(people.head))


def test_what_was_planned_before_stays(people):
    found = case(people)
    with pytest.raises(Refused, match="写明调查方案"):
        investigating.plan(found, " ", **by(people.lgo))
    investigating.plan(found, "先查登记表。", **by(people.lgo))
    investigating.plan(found, "再约谈主管领导。", **by(people.second))
    assert found.plan.index("先查") < found.plan.index("再约谈")
    assert "2026-03-02 lgo2" in found.plan
    with pytest.raises(Refused, match="补充调查"):
        investigating.plan(case(people, "established"), "再查", **by(people.lgo))


@pytest.mark.parametrize("status", ["established", "informed", "heard", "divided"])
def test_a_case_goes_back_to_its_investigation_with_a_reason(people, status):
    found = case(people, status, established_on=TODAY)
    with pytest.raises(Refused, match="写明为什么"):
        investigating.again(found, reason="", **by(people.lgo))
    investigating.again(found, reason="申辩提出新的证人", **by(people.lgo))
    assert (found.status, found.established_on) == ("investigating", None)
    assert "申辩提出新的证人" in found.plan


def test_a_case_of_the_discipline_organ_tells_the_ledger_no_names(people):
    found = named(people, ground="ACC-9-2a", discipline=True)
    investigating.begin(found, by=people.lgo, at=AT)
    investigating.recuse(found.investigators.get(official=people.second), reason="亲属", **by(people.head))
    found.refresh_from_db()
    AccountabilityCase.objects.filter(pk=found.pk).update(status="heard")
    investigating.again(found, reason="证人改口", **by(people.lgo))
    entries = ledger.of_case(found)
    told = {key for entry in entries for key in (*entry.before, *entry.after)}
    assert told <= {"status", "established_on"}
    assert not any(entry.reason for entry in entries)
