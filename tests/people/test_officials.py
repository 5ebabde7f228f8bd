"""Accounts: made, changed, switched off, let in again."""

import datetime as dt

import pytest

from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official
from mingjing.people.services import officials as services
from tests.people.factories import AT, TODAY, administrators, official, post, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return administrators()["system_admin"]


def engage(by, **columns):
    return services.engage(
        **{"username": "zhang", "name": "张三", "unit": unit(), "from_on": TODAY} | columns, by=by, at=AT
    )


def test_an_account_is_made_with_a_password_to_be_changed(keeper):
    person, password = engage(keeper, post=post(unit()))
    assert person.check_password(password)
    assert (person.must_change_password, person.roles) == (True, frozenset())
    assert password not in str(list(ledger.of_case(person).values()))


@pytest.mark.article("X-02")
@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "lgo_clerk", "lgo_head"])
def test_accounts_are_the_system_administrators_alone(role):
    by = administrators()[role]
    with pytest.raises(Refused, match="由系统管理员维护"):
        engage(by)
    with pytest.raises(Refused, match="由系统管理员维护"):
        services.reset_password(by, by=by, at=AT)
    with pytest.raises(Refused, match="由系统管理员维护"):
        services.leave(official("x", of=unit()), on=TODAY, today=TODAY, by=by, at=AT)


def test_a_name_is_taken_once(keeper):
    engage(keeper)
    with pytest.raises(Refused, match="账号"):
        engage(keeper)


def test_a_post_of_another_unit_is_refused(keeper):
    with pytest.raises(Refused, match="不属于交通运输局"):
        engage(keeper, post=post(unit("130600SW", "水务局")))


@pytest.mark.parametrize("who", ["own clerk", "oneself"])
def test_duties_and_phone_are_kept_by_the_own_unit_and_the_person(keeper, who):
    person, _ = engage(keeper)
    by = person if who == "oneself" else official("clerk", "unit_clerk", of=unit())
    assert services.edit(person, duties="收件", phone="13800000000", by=by, at=AT)
    assert person.duties == "收件"
    with pytest.raises(Refused, match="由系统管理员维护"):
        services.edit(person, name="李四", by=by, at=AT)


def test_a_strangers_duties_are_not_changed(keeper):
    person, _ = engage(keeper)
    with pytest.raises(Refused, match="由本人、本单位经办人或系统管理员修改"):
        services.edit(person, duties="x", by=official("s", "unit_clerk", of=unit("130600SW", "水务局")), at=AT)


def test_who_moves_to_another_unit_leaves_the_roles_behind(keeper):
    person = official("mover", "unit_clerk", of=unit())
    services.edit(person, unit=unit("130600SW", "水务局"), by=keeper, at=AT)
    assert not person.grants.exists()
    assert [entry.step for entry in ledger.of_case(person)] == ["收回角色", "修改人员"]


@pytest.mark.article("ACC-2-a")
def test_who_leaves_is_switched_off_with_a_date_and_without_roles(keeper):
    person = official("leaver", "unit_clerk", of=unit())
    services.leave(person, on=TODAY, today=TODAY, by=keeper, at=AT)
    assert (person.is_active, person.until_on, person.grants.count()) == (False, TODAY, 0)
    assert ledger.of_case(person).first().before == {"roles": ["unit_clerk"]}


@pytest.mark.parametrize(
    ("day", "why"), [(TODAY + dt.timedelta(days=1), "还没有到"), (dt.date(2020, 1, 1), "早于到岗日期")]
)
def test_the_day_of_leaving_is_neither_ahead_nor_before_the_first(keeper, day, why):
    person, _ = engage(keeper)
    with pytest.raises(Refused, match=why):
        services.leave(person, on=day, today=TODAY, by=keeper, at=AT)


def test_nobody_switches_oneself_off(keeper):
    with pytest.raises(Refused, match="不能停用自己的账号"):
        services.leave(keeper, on=TODAY, today=TODAY, by=keeper, at=AT)


@pytest.mark.article("X-02")
@pytest.mark.parametrize("role", ["security_admin", "audit_admin"])
def test_the_only_one_of_an_administrator_does_not_leave(keeper, role):
    only = administrators()[role]
    with pytest.raises(Refused, match="是唯一在职的"):
        services.leave(only, on=TODAY, today=TODAY, by=keeper, at=AT)
    official("second", role, of=unit())
    services.leave(only, on=TODAY, today=TODAY, by=keeper, at=AT)


def test_nobody_leaves_twice(keeper):
    person, _ = engage(keeper)
    services.leave(person, on=TODAY, today=TODAY, by=keeper, at=AT)
    with pytest.raises(Refused, match="已经离岗"):
        services.leave(person, on=TODAY, today=TODAY, by=keeper, at=AT)
    with pytest.raises(Refused, match="已经离岗，不能重置密码"):
        services.reset_password(person, by=keeper, at=AT)


def test_who_comes_back_gets_a_new_password_and_no_role(keeper):
    person = official("leaver", "unit_clerk", of=unit())
    services.leave(person, on=TODAY, today=TODAY, by=keeper, at=AT)
    password = services.come_back(person, on=TODAY, by=keeper, at=AT)
    person = Official.objects.get(pk=person.pk)
    assert (person.is_active, person.until_on, person.roles) == (True, None, frozenset())
    assert person.check_password(password)
    with pytest.raises(Refused, match="在岗"):
        services.come_back(person, on=TODAY, by=keeper, at=AT)


def test_a_reset_password_replaces_the_old_one_and_is_written_down_without_it(keeper):
    person, old = engage(keeper)
    new = services.reset_password(person, by=keeper, at=AT)
    assert (person.check_password(old), person.check_password(new)) == (False, True)
    assert ledger.of_case(person).last().step == "重置密码"
    assert new not in str(list(ledger.of_case(person).values()))
