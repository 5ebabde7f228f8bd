"""Keep the table of routes: the head of the centre does, without code (GAP-02). What was in force stays on record."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mingjing.complaints.models import Route
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.people.enums import Role
from mingjing.people.models import Official

SET, ENDED = "设置转办规则", "停用转办规则"
LOGGED = ("order", "act", "accused_class", "accused_nature", "accepts", "unit", "ended_on")
BASIS = "GAP-02"


@transaction.atomic
def put(route: Route, *, by: Official, today: dt.date, at: dt.datetime) -> Route:
    """Add a row. A changed row is a new one: the old one ends.

    Raises:
        Refused: not the head's, or a row to a unit that names none.
    """
    _check(by)
    try:
        route.full_clean()
    except ValidationError as error:
        raise Refused("受理机构是单位的，要写明转给哪个单位（第五条）。") from error
    route.save(force_insert=True)
    ledger.write(route, SET, by=by, at=at, basis=BASIS, after=_said(route))
    return route


@transaction.atomic
def end(route: Route, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Take a row out of force.

    Raises:
        Refused: not the head's, or out of force before.
    """
    _check(by)
    if not Route.objects.filter(pk=route.pk, ended_on=None).update(ended_on=today):
        raise Refused("这条规则已经停用。")
    route.refresh_from_db()
    ledger.write(route, ENDED, by=by, at=at, basis=BASIS, after=_said(route))


def _said(route: Route) -> dict[str, Any]:
    return values(route, LOGGED)


def _check(by: Official) -> None:
    if not by.holds(Role.CENTRE_HEAD):
        raise Refused("转办规则由投诉举报中心负责人设置，您没有这个权限（第五条）。")
