"""Take down at once; restore or confirm later."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from mingjing.assignments import services as assignments
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.procedure.timing import day_of
from mingjing.sealing.models import SealedCopy
from mingjing.sealing.services import copies as sealing
from mingjing.takedowns import access, workflow
from mingjing.takedowns.enums import Ground, TakedownStatus
from mingjing.takedowns.models import Takedown

DAY = dt.timedelta(days=1)
NEXT = "SELECT nextval('takedowns_number')"
SAID = ("status", "kind", "about_id", "ground", "reason")
REPORT = "向保密行政管理部门报告：{title}"
ASKED = "国家秘密可能已经泄露。保密法律要求发现后 24 小时内报告；报告后在这里写明时间、对象和补救措施。"


@transaction.atomic
def take_down(
    kind: str,
    about_id: UUID,
    *,
    title: str,
    unit: Unit,
    ground: str,
    reason: str,
    contents: Mapping[str, bytes],
    by: Official,
    at: dt.datetime,
) -> Takedown:
    """Hide a row from the public from this moment, and seal a copy of what was seen (ACC-9-4a).

    `contents`: the files of the copy by name. Without a sealing key the row is hidden all the same, without a copy.
    A secret brings the unit the duty to report it (ACC-9-4b).

    Raises:
        Refused: not this person's to do, no reason, or hidden already.
    """
    access.check_may_take_down(by, unit)
    if not reason.strip():
        raise Refused("撤下要写明理由（第九条第四项）。")
    takedown = Takedown(
        number=_number(at), status=TakedownStatus.HIDDEN, kind=kind, about_id=about_id, title=title[:200], unit=unit,
        ground=ground, reason=reason.strip()[:500], taken_by=by, taken_at=at, copy=_sealed(title, contents, at),
    )  # fmt: skip
    try:
        with transaction.atomic():
            takedown.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(f"“{title}”已经撤下，不必再撤。") from error
    after = {name: str(getattr(takedown, name)) for name in SAID}
    ledger.write(takedown, workflow.TAKEN_DOWN, by=by, at=at, basis="ACC-9-4a", reason=takedown.reason, after=after)
    if ground == Ground.SECRET:
        _ask_for_report(takedown, at)
    return takedown


def _number(at: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        (number,) = cursor.fetchone() or (0,)
    return f"撤〔{day_of(at).year}〕{number:04}"


def _sealed(title: str, contents: Mapping[str, bytes], at: dt.datetime) -> SealedCopy | None:
    if not sealing.has_key():
        return None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in contents.items():
            file.writestr(name, data)
    return sealing.seal(title, out.getvalue(), at=at)


def _ask_for_report(takedown: Takedown, at: dt.datetime) -> None:
    assignments.assign(
        takedown.unit, title=REPORT.format(title=takedown.title), basis="ACC-9-4b", due_on=day_of(at) + DAY,
        about=("takedown", takedown.pk), asked=ASKED, by=None, at=at,
    )  # fmt: skip


def restore(takedown: Takedown, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Show it to the public again.

    Raises:
        Refused: not this person's step, or no reason.
    """
    _decide(workflow.RESTORE, takedown, reason=reason, by=by, at=at)


def remove(takedown: Takedown, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Keep it hidden for good.

    Raises:
        Refused: not this person's step, or no reason.
    """
    _decide(workflow.REMOVE, takedown, reason=reason, by=by, at=at)


def _decide(step: Any, takedown: Takedown, *, reason: str, by: Official, at: dt.datetime) -> None:
    access.check_may_take(by, step, takedown)
    if not reason.strip():
        raise Refused(f"“{step.name}”要写明理由。")
    ledger.take(step, takedown, by=by, at=at, reason=reason.strip())
