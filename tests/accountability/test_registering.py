"""立案: a person opens a case from a lead, on the rules of the day of the fault, against those it concerns."""

import datetime as dt

import pytest

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase, Transfer
from mingjing.accountability.services import registering
from mingjing.core.errors import Refused
from mingjing.people.models import UnitScope
from tests.accountability.factories import FAULT, TODAY, Cast, accused, case, cast, lead, person
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, official, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


def opened(people: Cast, **said):
    source = said.pop("lead", None) or lead(people)
    columns = {"title": "超期办理", "fault_on": FAULT, "by": people.lgo, "today": TODAY, "at": AT, **said}
    return registering.open_case(source, **columns)


def test_a_case_is_numbered_without_gaps_and_keeps_the_rules_of_its_lead(people):
    first, second = opened(people), opened(people)
    assert (first.number, second.number) == ("追〔2026〕00001", "追〔2026〕00002")
    assert (first.status, first.pack, first.ground, first.unit) == (
        "registered",
        "baoding-2010",
        "ACC-7-2c",
        people.unit,
    )
    first.lead.refresh_from_db()
    assert first.lead.status == "opened"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"title": " "}, "案由"),
        ({"fault_on": dt.date(2026, 3, 3)}, "还没有到"),
    ],
)
def test_a_case_that_says_too_little_is_refused(people, said, why):
    with pytest.raises(Refused, match=why):
        opened(people, **said)
    assert not AccountabilityCase.objects.exists()


def test_only_the_office_opens_a_case(people):
    for who in (people.head, people.member, people.clerk, people.legal, people.disc):
        with pytest.raises(Refused, match="领导小组办公室工作人员"):
            opened(people, by=who)


@pytest.mark.article("ACC-2-a")
def test_a_unit_outside_the_scope_is_not_held_to_account(people):
    UnitScope.objects.create(unit=people.unit, pack="baoding-2010", in_scope=False, reason="不适用")
    with pytest.raises(Refused, match="适用范围|不适用"):
        opened(people)


def test_whoever_may_be_responsible_sees_nothing_of_the_case(people):
    found = case(people)
    assert access.visible_to(people.lgo).filter(pk=found.pk).exists()
    person(found, people.lgo)
    assert not access.visible_to(people.lgo).filter(pk=found.pk).exists()
    assert access.visible_to(people.second).filter(pk=found.pk).exists()


def test_nobody_of_the_accused_unit_sees_a_case_of_the_discipline_organ(people):
    found = case(people, ground="ACC-9-2a", discipline=True)
    inside = official("inside", "lgo_clerk", of=people.unit)
    assert not access.visible_to(inside).filter(pk=found.pk).exists()
    assert access.visible_to(people.disc).filter(pk=found.pk).exists()
    plain = case(people)
    assert not access.visible_to(people.disc).filter(pk=plain.pk).exists()


def test_nor_does_anybody_of_another_unit_that_is_named_in_it_or_whose_people_are(people):
    found = case(people, ground="ACC-9-2a", discipline=True)
    second, third = unit("130600SL", "水利局"), unit("130600NY", "农业局")
    accused(found, unit=second)
    person(found, "赵六", unit=third)
    for place in (second, third):
        inside = official(f"inside-{place.code}", "lgo_head", of=place)
        assert not access.visible_to(inside).exists()
    assert access.visible_to(people.head).get() == found


def test_subjects_are_units_and_persons_named_once(people):
    found = case(people)
    said = {"unit": people.unit, "by": people.lgo, "today": TODAY, "at": AT}
    registering.add_subject(found, **said)
    registering.add_subject(found, **said, official=people.handler, part="handler")
    registering.add_subject(found, **said, name="李某", post="科长", part="chief")
    with pytest.raises(Refused, match="已在责任主体之列"):
        registering.add_subject(found, **said, official=people.handler, part="handler")
    with pytest.raises(Refused, match="材料由"):
        registering.add_subject(found, **said | {"by": people.member}, name="王某")
    named = [str(one) for one in found.subjects.order_by("id")]
    assert named == ["交通运输局", f"{people.handler}（交通运输局）", "李某（科长）"]


def test_a_subject_leaves_with_a_reason_before_they_were_told(people):
    found = case(people)
    one = person(found, people.handler)
    with pytest.raises(Refused, match="理由"):
        registering.remove_subject(one, reason="", by=people.lgo, today=TODAY, at=AT)
    registering.remove_subject(one, reason="当日不在岗", by=people.lgo, today=TODAY, at=AT)
    with pytest.raises(Refused, match="已经移出"):
        registering.remove_subject(one, reason="当日不在岗", by=people.lgo, today=TODAY, at=AT)
    told = case(people, "informed")
    with pytest.raises(Refused, match="补充调查"):
        registering.add_subject(told, unit=unit("130600SJ", "审计局"), by=people.lgo, today=TODAY, at=AT)


def test_the_discipline_organ_sees_a_case_for_as_long_as_it_has_it(people):
    found = case(people, "transferring")
    said = {"organ": "discipline", "addressee": "市纪委监委", "reason": "违纪", "index": [], "approved_by": people.head}
    moved = Transfer.objects.create(case=found, sent_on=TODAY, **said)
    assert access.visible_to(people.disc).filter(pk=found.pk).exists()
    Transfer.objects.filter(pk=moved.pk).update(taken_back_on=TODAY, taken_back_for="重复移交")
    assert not access.visible_to(people.disc).filter(pk=found.pk).exists()
