"""建设工程领域“十公开”: the checklist, whose rows the office keeps since the regulation does not list them (GAP-11)."""

import pgtrigger
from django.db import models

from mingjing.core.models import Record


class TenDisclosure(Record):
    """One row: what of a construction project is to be disclosed, what shows it, and when. Retired, never deleted."""

    name = models.CharField("公开内容", max_length=60)
    evidence = models.CharField("要有的材料", max_length=120)
    due = models.CharField("什么时候公开", max_length=60)
    order = models.PositiveSmallIntegerField("顺序")
    default = models.BooleanField(
        "默认", default=False
    )  # as delivered: the office has neither changed nor confirmed it
    retired_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "十公开清单"
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("name",),
                condition=models.Q(retired_on=None),
                name="ten_name_once",
                violation_error_message="清单里已有同名的一项。",
            ),
        )
        triggers = (pgtrigger.Protect(name="ten_row_stays", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.name
