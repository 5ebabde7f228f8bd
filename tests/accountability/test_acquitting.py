"""不予追究: by a head who had no part in it; the lead ends, marks are lifted, everybody named is cleared."""

import pytest

from mingjing.accountability.models import Letter
from mingjing.accountability.services import acquitting
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.people.models import MeritBar, RoleGrant
from mingjing.people.services import merit
from tests.accountability.factories import (
    TODAY,
    Cast,
    accused,
    case,
    cast,
    evidence,
    fact,
    investigated,
    investigator,
    person,
)
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


def acquit(found, who, reason="登记表证明按期办结。"):
    return acquitting.acquit(found, reason=reason, by=who, today=TODAY, at=AT)


def cleared(people: Cast, **columns):
    found = investigated(people, **columns)
    person(found, people.handler)
    accused(found)
    fact(found, evidence(found), finding="not_established")
    return found


def test_a_case_that_is_not_established_clears_everybody_named_in_it(people):
    found, other = cleared(people), case(people)
    said = {"year": 2026, "basis": "ACC-11-2d", "by": people.lgo, "today": TODAY, "at": AT}
    mine = merit.bar(people.unit, official=people.handler, case_id=found.pk, **said)
    stranger = merit.bar(people.unit, official=people.chief, case_id=other.pk, **said)
    letters = acquit(found, people.head)
    assert (found.status, found.closed_on, found.closed_for) == ("not_established", TODAY, "登记表证明按期办结。")
    found.lead.refresh_from_db()
    assert (found.lead.status, found.lead.closed_for) == ("closed", "登记表证明按期办结。")
    assert sorted(str(one.subject) for one in letters) == sorted(map(str, found.subjects.all()))
    assert {one.kind for one in letters} == {"clarify"}
    assert all("登记表证明按期办结" in str(one.content) for one in letters)
    assert list(MeritBar.objects.filter(lifted_on=None)) == [stranger]
    mine.refresh_from_db()
    assert "不予追究" in mine.lifted_for


@pytest.mark.parametrize("status", ["investigating", "established", "informed", "heard", "divided"])
def test_it_ends_on_every_day_before_a_decision_is_drafted(people, status):
    found = cleared(people)
    type(found).objects.filter(pk=found.pk).update(status=status)
    acquit(found, people.head)
    assert found.status == "not_established"


@pytest.mark.parametrize("status", ["registered", "drafted", "approved", "closed", "not_established"])
def test_it_ends_so_at_no_other_time(people, status):
    found = cleared(people)
    type(found).objects.filter(pk=found.pk).update(status=status)
    with pytest.raises(Refused, match="不能“不予追究”"):
        acquit(found, people.head)
    assert not Letter.objects.exists()


def test_only_a_head_who_had_no_part_in_it_decides_that(people):
    found = cleared(people)
    for who in (people.lgo, people.member, people.legal):
        with pytest.raises(Refused, match="领导小组办公室负责人"):
            acquit(found, who)
    RoleGrant.objects.create(official=people.lgo, role="lgo_head", granted_at=AT)
    del people.lgo.roles
    with pytest.raises(Refused, match="没有参与的负责人"):
        acquit(found, people.lgo)
    other = official("head2", "lgo_head", of=people.head.unit)
    investigator(found, other, recused_on=TODAY, recused_for="亲属")
    with pytest.raises(Refused, match="没有参与的负责人"):
        acquit(found, other)


def test_a_head_of_the_unit_that_may_be_responsible_does_not_end_it(people):
    found = cleared(people)
    of_the_unit = official("head3", "lgo_head", of=people.unit)
    with pytest.raises(Refused, match="在同一单位"):
        acquit(found, of_the_unit)
    assert not Letter.objects.exists()


def test_nothing_ends_before_every_fact_was_looked_at(people):
    found = investigated(people)
    with pytest.raises(Refused, match="写明理由"):
        acquit(found, people.head, reason=" ")
    with pytest.raises(Refused, match="事实还没有全部认定"):
        acquit(found, people.head)
    row = fact(found, finding="open")
    with pytest.raises(Refused, match="事实还没有全部认定"):
        acquit(found, people.head)
    type(row).objects.filter(pk=row.pk).update(finding="not_established", finding_reason="不成立")
    with pytest.raises(Refused, match="没有列入责任主体"):
        acquit(found, people.head)
    found.refresh_from_db()
    found.lead.refresh_from_db()
    assert (found.status, found.closed_for, found.lead.status) == ("investigating", "", "opened")


def test_of_a_case_for_the_discipline_organ_the_ledger_keeps_no_reason(people):
    found = cleared(people, ground="ACC-9-2a", discipline=True)
    acquit(found, people.head)
    assert found.closed_for == "登记表证明按期办结。"
    assert not any(entry.reason for entry in ledger.of_case(found))
