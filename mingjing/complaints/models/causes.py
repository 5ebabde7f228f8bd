"""What people complain about most: figures as everybody may read them. What was hidden is not here either."""

from django.db import models
from django.db.models import Q

from mingjing.complaints.enums import Hidden
from mingjing.core.models import Record


class CauseCount(Record):
    """反映最多的问题: one act in one quarter. Counted once, after the quarter, so no two counts can be compared."""

    quarter = models.CharField("季度", max_length=7)  # 2026-Q1
    act = models.CharField("行为", max_length=20, blank=True)  # empty: all of them together
    shown = models.PositiveIntegerField("件数", null=True)
    hidden = models.CharField("不列的原因", max_length=6, choices=Hidden.choices, blank=True)
    counted_on = models.DateField("统计日期")

    class Meta:
        verbose_name = "投诉举报件数"
        ordering = ("-quarter", "act")
        constraints = (
            models.UniqueConstraint(fields=("quarter", "act"), name="cause_once_a_quarter"),
            models.CheckConstraint(
                condition=Q(hidden="", shown__isnull=False) | (~Q(hidden="") & Q(shown=None)),
                name="cause_shown_or_hidden",
            ),
        )
