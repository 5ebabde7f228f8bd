"""Enter and change posts: what the public card says of who answers for what (ACC-5-1c)."""

import datetime as dt
from typing import Any

from django.db import transaction

from mingjing.core import pages
from mingjing.people import access
from mingjing.people.models import Official, Post, Unit
from mingjing.people.services import saving

COLUMNS = ("section", "title", "kind", "scope", "authority", "phone")
BASIS = "ACC-5-1c"


@transaction.atomic
def add(unit: Unit, *, by: Official | None, at: dt.datetime, **said: Any) -> Post:
    """Enter a post of a unit (设置岗位).

    Raises:
        Refused: not a keeper of the unit's card, the unit has this post already, a column is wrong.
    """
    access.check_may_keep_card(by, unit)
    post = Post(unit=unit, **said)
    saving.create(post, "设置岗位", by=by, at=at, basis=BASIS, names=COLUMNS)
    pages.publish("unit", unit.code)
    return post


@transaction.atomic
def edit(post: Post, *, by: Official | None, at: dt.datetime, **said: Any) -> bool:
    """Change what is said of a post; False if nothing differs.

    Raises:
        Refused: not a keeper of the unit's card, or a column is wrong.
    """
    stored = saving.held(post)
    access.check_may_keep_card(by, stored.unit)
    changes = saving.difference(stored, said)
    if not changes:
        return False
    saving.change(stored, changes, "修改岗位", by=by, at=at, basis=BASIS)
    pages.publish("unit", stored.unit.code)
    post.refresh_from_db()
    return True
