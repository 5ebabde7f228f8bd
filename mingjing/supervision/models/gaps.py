"""缺项: what should be public and is not, found by the daily sweep and kept with its days (ACC-5, ACC-6)."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from mingjing.catalogue.models import PowerItem
from mingjing.core.models import Record
from mingjing.people.models import Official, Unit

OPEN = Q(closed_on=None)


class Gap(Record):
    """缺项: a fact with the id it offends. A person judges it; one that was set aside stays, with who and why.

    `since_on` is when the lack began as far as is known, `opened_on` when the sweep first saw it; `marked_by` is who
    noted it by hand, None for what the sweep found. `key` tells one lack of a unit from another of the same id.
    """

    article = models.CharField("编号", max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="gaps", verbose_name="单位")
    item = models.ForeignKey(PowerItem, models.PROTECT, null=True, blank=True, related_name="gaps", verbose_name="职权")
    key = models.CharField("同一缺项", max_length=120)
    subject = models.CharField("事项", max_length=200, blank=True)
    what = models.CharField("缺什么", max_length=300)
    since_on = models.DateField("起始日期")
    opened_on = models.DateField("发现日期")
    closed_on = models.DateField("消除日期", null=True, blank=True)
    marked_by = models.ForeignKey(Official, models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_by = models.ForeignKey(Official, models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_on = models.DateField("不列日期", null=True, blank=True)
    set_aside_for = models.CharField("不列为缺项的理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "缺项"
        ordering = ("unit", "article", "id")
        constraints = (
            models.UniqueConstraint(fields=("unit", "article", "key"), condition=OPEN, name="gap_open_once"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="gap_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(set_aside_by=None) | (Q(set_aside_on__isnull=False) & ~Q(set_aside_for="")),
                name="gap_set_aside_with_reason",
            ),
        )
        indexes = (
            models.Index(fields=("unit", "since_on", "id"), name="gap_open_by_unit", condition=OPEN),
            models.Index(fields=("since_on", "id"), name="gap_by_age"),
        )

    def __str__(self) -> str:
        return self.what  # without the unit: the ledger writes thousands of them at once

    def days(self, today: dt.date) -> int:
        """How long the lack has lasted, or did, in days."""
        return ((self.closed_on or today) - self.since_on).days
