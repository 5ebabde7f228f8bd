"""Powers and the version in force at a moment."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from mingjing.catalogue.enums import Attribute, ItemStatus
from mingjing.catalogue.models import PowerItem, PowerVersion

ZONE = ZoneInfo("Asia/Shanghai")
SHOWN = (ItemStatus.IN_FORCE, ItemStatus.SUSPENDED, ItemStatus.ABOLISHED)


def public() -> QuerySet[PowerItem]:
    """Powers that have a published version open to the public."""
    rows = PowerItem.objects.filter(status__in=SHOWN, current__isnull=False, current__attribute=Attribute.PUBLIC)
    return rows.select_related("unit", "type", "current")


def version_on(item: PowerItem, moment: dt.datetime) -> PowerVersion | None:
    """The version in force at `moment`; None before the first was published. One query."""
    return item.versions.filter(published_at__lte=moment).order_by("-published_at").first()
