"""Accounts of officials: made, changed, switched off, let in again with a one-time password."""

import datetime as dt
import secrets
from typing import Any

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people import access
from mingjing.people.models import Official
from mingjing.people.services import saving

COLUMNS = ("username", "name", "unit", "post", "phone", "duties", "from_on")
OWN_WORDS = ("duties", "phone")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
BASIS = "ACC-2-a"


@transaction.atomic
def engage(*, by: Official | None, at: dt.datetime, **said: Any) -> tuple[Official, str]:
    """Make an account (建立账号) with a password that is told once and changed at the first login.

    Raises:
        Refused: not the system administrator, the name is taken, the post is another unit's, a column is wrong.
    """
    person = enter(by=by, at=at, **said)
    return person, _renew(person)


@transaction.atomic
def enter(*, by: Official | None, at: dt.datetime, **said: Any) -> Official:
    """Make an account that nobody can log in to yet.

    Raises:
        Refused: as `engage`.
    """
    access.check_may_keep_officials(by)
    person = Official(**said)
    person.set_unusable_password()
    _check_placed(person)
    saving.create(person, "建立账号", by=by, at=at, basis=BASIS, names=COLUMNS)
    return person


@transaction.atomic
def edit(person: Official, *, by: Official | None, at: dt.datetime, **said: Any) -> bool:
    """Change what is said of a person; False if nothing differs. Who moves to another unit loses the roles.

    Raises:
        Refused: not the keeper of what would change, the post is another unit's, a column is wrong.
    """
    stored = saving.held(person)
    changes = saving.difference(stored, said)
    access.check_may_describe(by, stored)
    if changes.keys() - set(OWN_WORDS):
        access.check_may_keep_officials(by)
    if not changes:
        return False
    if "unit" in changes:
        _take_roles(stored, "调到其他单位", by=by, at=at)
    saving.change(stored, changes, "修改人员", by=by, at=at, basis=BASIS)
    _check_placed(stored)
    person.refresh_from_db()
    return True


@transaction.atomic
def leave(person: Official, *, on: dt.date, today: dt.date, by: Official, at: dt.datetime) -> None:
    """Record that a person has left (离岗): the account is switched off at once and its roles end.

    Raises:
        Refused: not the system administrator, one's own account, not yet left, or the last of an administrator.
    """
    access.check_may_keep_officials(by)
    stored = saving.held(person)
    if stored.pk == by.pk:
        raise Refused("不能停用自己的账号，请由另一位系统管理员办理。")
    if not stored.is_active:
        raise Refused(f"{stored}已经离岗，不必再办理。")
    if on > today:
        raise Refused(f"离岗日期 {on} 还没有到，请到当天再办理。")
    if stored.from_on and on < stored.from_on:
        raise Refused(f"离岗日期 {on} 早于到岗日期 {stored.from_on}，请核对。")
    _take_roles(stored, "离岗", by=by, at=at)
    saving.change(stored, {"is_active": False, "until_on": on}, "离岗", by=by, at=at, basis=BASIS)
    person.refresh_from_db()


@transaction.atomic
def come_back(person: Official, *, on: dt.date, by: Official, at: dt.datetime) -> str:
    """Let a person who had left in again (重新到岗), without any role; the one-time password.

    Raises:
        Refused: not the system administrator, or the person has not left.
    """
    access.check_may_keep_officials(by)
    stored = saving.held(person)
    if stored.is_active:
        raise Refused(f"{stored}在岗，不必办理重新到岗。")
    changes = {"is_active": True, "from_on": on, "until_on": None}
    saving.change(stored, changes, "重新到岗", by=by, at=at, basis=BASIS)
    password = _renew(stored)
    person.refresh_from_db()
    return password


@transaction.atomic
def reset_password(person: Official, *, by: Official, at: dt.datetime) -> str:
    """Give a person a one-time password; every open login of the account ends. The password is told once.

    Raises:
        Refused: not the system administrator, or the person has left.
    """
    access.check_may_keep_officials(by)
    stored = saving.held(person)
    if not stored.is_active:
        raise Refused(f"{stored}已经离岗，不能重置密码。请先办理重新到岗。")
    password = _renew(stored)
    ledger.write(stored, "重置密码", by=by, at=at, basis="X-02")
    person.refresh_from_db()
    return password


def keep_password(person: Official) -> None:
    """Note that a person has chosen a password."""
    Official.objects.filter(pk=person.pk).update(must_change_password=False)
    person.must_change_password = False


def _renew(person: Official) -> str:
    """A new one-time password for the account."""
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    return password


def _take_roles(person: Official, why: str, *, by: Official | None, at: dt.datetime) -> None:
    """End every role of a person who goes elsewhere: the next post brings its own."""
    roles = list(person.grants.order_by("role").values_list("role", flat=True))
    for role in roles:
        access.check_not_the_last(person, role)
    if roles:
        person.grants.all().delete()
        ledger.write(person, "收回角色", by=by, at=at, basis="X-02", reason=why, before={"roles": roles})


def _check_placed(person: Official) -> None:
    """A person's post is one of the person's unit."""
    if person.post and person.post.unit_id != person.unit_id:
        raise Refused(f"岗位“{person.post}”不属于{person.unit}，请另选岗位，或先在该单位设置岗位。")
