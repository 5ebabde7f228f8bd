"""Enter, change and remove internal bodies: the organisation that the public card shows (ACC-5-1b)."""

import datetime as dt
from typing import Any

from django.db import transaction

from mingjing.core import pages
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.people import access
from mingjing.people.models import InternalBody, Official, Post, Unit
from mingjing.people.services import saving

COLUMNS = ("name", "function", "order")
BASIS = "ACC-5-1b"


@transaction.atomic
def add(unit: Unit, *, by: Official | None, at: dt.datetime, **said: Any) -> InternalBody:
    """Enter an internal body of a unit (设置内设机构).

    Raises:
        Refused: not a keeper of the unit's card, the unit has a body of this name, a column is wrong.
    """
    access.check_may_keep_card(by, unit)
    body = InternalBody(unit=unit, **said)
    saving.create(body, "设置内设机构", by=by, at=at, basis=BASIS, names=COLUMNS)
    pages.publish("unit", unit.code)
    return body


@transaction.atomic
def edit(body: InternalBody, *, by: Official | None, at: dt.datetime, **said: Any) -> bool:
    """Change what is said of a body; posts that name it follow a new name. False if nothing differs.

    Raises:
        Refused: not a keeper of the unit's card, or a column is wrong.
    """
    stored = saving.held(body)
    access.check_may_keep_card(by, stored.unit)
    changes = saving.difference(stored, said)
    if not changes:
        return False
    former = stored.name
    saving.change(stored, changes, "修改内设机构", by=by, at=at, basis=BASIS)
    if stored.name != former:
        _rename(stored, former, by=by, at=at)
    pages.publish("unit", stored.unit.code)
    body.refresh_from_db()
    return True


def _rename(body: InternalBody, former: str, *, by: Official | None, at: dt.datetime) -> None:
    for post in Post.objects.select_for_update().filter(unit=body.unit_id, section=former):
        saving.change(post, {"section": body.name}, "内设机构更名", by=by, at=at, basis=BASIS)


@transaction.atomic
def remove(body: InternalBody, *, by: Official | None, at: dt.datetime) -> None:
    """Take a body off the unit's card (撤销内设机构); the unit's file keeps what it said.

    Raises:
        Refused: not a keeper of the unit's card, or posts still belong to it.
    """
    stored = saving.held(body)
    access.check_may_keep_card(by, stored.unit)
    posts = Post.objects.filter(unit=stored.unit_id, section=stored.name)
    if count := posts.count():
        raise Refused(f"“{stored}”还有 {count} 个岗位，请先把它们改到别的内设机构，再撤销（第五条第一项）。")
    said = values(stored, COLUMNS)
    ledger.write(stored.unit, "撤销内设机构", by=by, at=at, basis=BASIS, reason=stored.name, before=said)
    stored.delete()
    pages.publish("unit", stored.unit.code)
