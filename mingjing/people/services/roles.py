"""Roles are granted and withdrawn by the security administrator, never to oneself (X-02)."""

import datetime as dt

from django.db import IntegrityError, transaction

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people import access
from mingjing.people.enums import Role
from mingjing.people.models import Official, RoleGrant
from mingjing.people.services import saving

BASIS = "X-02"


@transaction.atomic
def grant(person: Official, role: str, *, by: Official, at: dt.datetime) -> RoleGrant:
    """Give a person a role (授予角色).

    Raises:
        Refused: not the security administrator, to oneself, to somebody who left, or a second administrator's role.
    """
    access.check_may_grant(by, person, role)
    stored = saving.held(person)
    if not stored.is_active:
        raise Refused(f"{stored}已经离岗，不能授予角色。")
    access.check_may_hold(stored, role)
    made = RoleGrant(official=stored, role=role, granted_by=by, granted_at=at)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(f"{stored}的角色刚被改过，请刷新后重试（X-02）。") from None
    ledger.write(stored, "授予角色", by=by, at=at, basis=BASIS, after={"role": role})
    return made


@transaction.atomic
def withdraw(person: Official, role: str, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Take a role back (收回角色): it ends with the person's next press of a button.

    Raises:
        Refused: not the security administrator, from oneself, not held, no reason, or the last of an administrator.
    """
    access.check_may_grant(by, person, role)
    if not reason.strip():
        raise Refused("请写明收回角色的理由。")
    stored = saving.held(person)
    access.check_not_the_last(stored, role)
    taken, _kinds = RoleGrant.objects.filter(official=stored, role=role).delete()
    if not taken:
        raise Refused(f"{stored}没有“{Role(role).label}”这个角色，请刷新后重试。")
    ledger.write(stored, "收回角色", by=by, at=at, basis=BASIS, reason=reason.strip(), before={"role": role})
