"""Send a notice to units, and note who read it first (NOT-3)."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people import access
from mingjing.people.models import Notice, NoticeReceipt, Official, Unit
from mingjing.people.selectors import units as selectors
from mingjing.people.services import saving

BASIS = "NOT-3"


@transaction.atomic
def send(
    *, title: str, body: str, classes: Collection[str], units: Collection[Unit], by: Official | None, at: dt.datetime
) -> Notice:
    """Send a notice to every active unit of the addressee classes and to the units named (发出通知).

    `by` None: a rule of the system sends it.

    Raises:
        Refused: not the office, nothing said, or nobody to receive it.
    """
    access.check_may_send(by)
    notice = Notice(title=title.strip(), body=body.strip(), sent_by=by, sent_at=at)
    saving.check(notice)
    addressees = list(selectors.addressees(classes, units, day=timezone.localdate(at)))
    if not addressees:
        raise Refused("没有收到通知的单位，请至少选一个主送类别或一个单位（NOT-3）。")
    notice.save(force_insert=True)
    NoticeReceipt.objects.bulk_create(NoticeReceipt(notice=notice, unit=unit) for unit in addressees)
    said = {"classes": sorted(classes), "units": sorted(unit.code for unit in units), "count": len(addressees)}
    ledger.write(notice, "发出通知", by=by, at=at, basis=BASIS, after=said)
    return notice


@transaction.atomic
def read(notice: Notice, *, by: Official, at: dt.datetime) -> bool:
    """Note that a person of an addressee unit has opened a notice; the first reader stays. True for the first."""
    rows = NoticeReceipt.objects.filter(notice=notice, unit=by.unit_id, read_at=None)
    if not rows.update(read_at=at, read_by=by):
        return False
    ledger.write(notice, "阅读通知", by=by, at=at, basis=BASIS, after={"unit": by.unit.code})
    return True
