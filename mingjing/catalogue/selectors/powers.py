"""Powers and the version in force at a moment."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from mingjing.catalogue.enums import Attribute, ItemStatus
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.takedowns import selectors as takedowns
from mingjing.takedowns.enums import Kind
from mingjing.takedowns.models import Takedown

ZONE = ZoneInfo("Asia/Shanghai")
SHOWN = (ItemStatus.IN_FORCE, ItemStatus.SUSPENDED, ItemStatus.ABOLISHED)


def public() -> QuerySet[PowerItem]:
    """Powers that have a published version open to the public, but for what was taken down."""
    return _published().exclude(pk__in=takedowns.hidden(Kind.POWER)).select_related("unit", "type", "current")


def _published() -> QuerySet[PowerItem]:
    return PowerItem.objects.filter(status__in=SHOWN, current__isnull=False, current__attribute=Attribute.PUBLIC)


def taken_down(number: str) -> Takedown | None:
    """What hides a power that would be public otherwise, None if nothing does (ACC-9-4a)."""
    item = _published().filter(number=number).first()
    return takedowns.standing(Kind.POWER, item.pk) if item else None


def version_on(item: PowerItem, moment: dt.datetime) -> PowerVersion | None:
    """The version in force at `moment`; None before the first was published. One query."""
    return item.versions.filter(published_at__lte=moment).order_by("-published_at").first()
