"""Roles: granted by the security administrator, never to oneself; three administrators are three people (X-02)."""

from itertools import permutations

import pytest
from django.db import IntegrityError

from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.people.enums import ADMINISTRATORS, Role
from mingjing.people.models import Official, RoleGrant
from mingjing.people.services import roles as services
from tests.people.factories import AT, administrators, official, unit

pytestmark = [pytest.mark.django_db, pytest.mark.article("X-02")]


@pytest.fixture
def security():
    return administrators()["security_admin"]


def fresh(person: Official) -> Official:
    return Official.objects.get(pk=person.pk)


def test_a_role_is_granted_and_withdrawn_with_an_entry_each(security):
    person = official("p", of=unit())
    services.grant(person, "unit_clerk", by=security, at=AT)
    assert fresh(person).holds(Role.UNIT_CLERK)
    services.withdraw(person, "unit_clerk", reason="换岗", by=security, at=AT)
    assert not fresh(person).holds(Role.UNIT_CLERK)
    said = [(entry.step, entry.by, entry.before, entry.after) for entry in ledger.of_case(person)]
    assert said == [
        ("授予角色", security.name, {}, {"role": "unit_clerk"}),
        ("收回角色", security.name, {"role": "unit_clerk"}, {}),
    ]


@pytest.mark.parametrize(("held", "asked"), permutations(ADMINISTRATORS, 2))
def test_two_of_the_three_administrators_are_never_one_person(security, held, asked):
    person = official("p", held, of=unit())
    with pytest.raises(Refused, match="三个管理员必须是三个人"):
        services.grant(person, asked, by=security, at=AT)
    with pytest.raises(IntegrityError):
        RoleGrant.objects.create(official=person, role=asked, granted_at=AT)


@pytest.mark.parametrize("role", ["system_admin", "audit_admin", "lgo_clerk", "lgo_head", "lg_member", "unit_leader"])
def test_nobody_but_the_security_administrator_grants_or_withdraws(role):
    by, person = official("by", role, of=unit()), official("p", "unit_clerk", of=unit())
    with pytest.raises(Refused, match="由安全管理员授予和收回"):
        services.grant(person, "unit_leader", by=by, at=AT)
    with pytest.raises(Refused, match="由安全管理员授予和收回"):
        services.withdraw(person, "unit_clerk", reason="x", by=by, at=AT)


def test_nobody_grants_to_or_withdraws_from_oneself(security):
    with pytest.raises(Refused, match="不能给自己授予或收回"):
        services.grant(security, "lgo_head", by=security, at=AT)
    with pytest.raises(Refused, match="不能给自己授予或收回"):
        services.withdraw(security, "security_admin", reason="x", by=security, at=AT)


def test_the_house_keeps_one_of_each_administrator(security):
    only = administrators()["audit_admin"]
    with pytest.raises(Refused, match="是唯一在职的审计管理员"):
        services.withdraw(only, "audit_admin", reason="换人", by=security, at=AT)
    services.grant(official("second", of=unit()), "audit_admin", by=security, at=AT)
    services.withdraw(only, "audit_admin", reason="换人", by=security, at=AT)


def test_a_role_held_is_not_granted_again(security):
    with pytest.raises(Refused, match="已经是单位经办人"):
        services.grant(official("p", "unit_clerk", of=unit()), "unit_clerk", by=security, at=AT)


def test_the_systems_own_name_is_nobodys_role(security):
    with pytest.raises(Refused, match="不能授予人员"):
        services.grant(official("p", of=unit()), "system", by=security, at=AT)


def test_who_left_gets_no_role(security):
    person = official("p", of=unit())
    Official.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(Refused, match="已经离岗"):
        services.grant(person, "unit_clerk", by=security, at=AT)


def test_withdrawing_needs_a_reason_and_a_role_that_is_held(security):
    person = official("p", of=unit())
    with pytest.raises(Refused, match="写明收回角色的理由"):
        services.withdraw(person, "unit_clerk", reason=" ", by=security, at=AT)
    with pytest.raises(Refused, match="没有“单位经办人”这个角色"):
        services.withdraw(person, "unit_clerk", reason="x", by=security, at=AT)
