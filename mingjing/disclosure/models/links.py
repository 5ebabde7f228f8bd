"""门户链接: where a unit shows its powers on its own portal, and whether the address still answers (ASM-5-3-2d)."""

from django.db import models
from django.db.models import Q

from mingjing.catalogue.models import PowerItem
from mingjing.core.models import Record
from mingjing.people.models import Official, Unit


class OwnLink(Record):
    """An address on the unit's own portal: of one power, or of the list of all."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="links", verbose_name="单位")
    item = models.ForeignKey(
        PowerItem, models.PROTECT, null=True, blank=True, related_name="links", verbose_name="职权"
    )
    url = models.URLField("网址", max_length=400)
    by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    checked_at = models.DateTimeField("上次检查", null=True, blank=True)
    fault = models.CharField("检查结果", max_length=120, blank=True)  # empty: it answered
    dead_since = models.DateField("失效日期", null=True, blank=True)
    ended_on = models.DateField("撤下日期", null=True, blank=True)
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)

    class Meta:
        verbose_name = "门户链接"
        ordering = ("unit", "url")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "item"),
                condition=Q(ended_on=None),
                nulls_distinct=False,
                name="link_once_per_item",
                violation_error_message="这项职权已经登记了门户链接；地址变了请先撤下旧的。",
            ),
        )
        indexes = (models.Index(fields=("checked_at",), name="link_oldest_check"),)

    def __str__(self) -> str:
        return self.url
