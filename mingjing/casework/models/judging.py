"""判定任务: going through many matters in the background."""

from django.db import models
from django.db.models import Q

from mingjing.casework.enums import RunReason
from mingjing.casework.models.delivery import Batch
from mingjing.catalogue.models import PowerItem
from mingjing.core.models import Record
from mingjing.people.models import Official


class JudgingRun(Record):
    """判定任务: matters of one power judged part by part; how far it has come is stored with each part.

    `reached` is the last matter judged, in the order of keys: whoever goes on after a crash begins behind it.
    `old` counts by kind the facts that were too long ago to be told one by one, `old_before` is where that begins.
    """

    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="judging_runs")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="judging_runs")
    reason = models.CharField("原因", max_length=10, choices=RunReason.choices)
    by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField("提出时间")
    round = models.PositiveIntegerField("第几次提出", default=1)  # asked again while it ran: begin anew
    reached = models.UUIDField("判定到", null=True)
    judged = models.PositiveIntegerField("已判定", default=0)
    matters = models.PositiveIntegerField("共有", default=0)
    old = models.JSONField("久远的事实", default=dict)
    old_before = models.DateField("早于这一日的为久远", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "判定任务"
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("item",), condition=Q(reason="mapping", finished_at=None), name="one_mapping_run_per_item"
            ),
            models.UniqueConstraint(
                fields=("batch", "item"), condition=Q(reason="import"), name="one_import_run_per_batch"
            ),
        )
        indexes = (
            models.Index(fields=("item", "-asked_at", "-id"), name="judging_run_of_item"),
            models.Index(fields=("asked_at",), name="judging_run_open", condition=Q(finished_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.get_reason_display()}"

    @property
    def percent(self) -> int:
        """How much is done, of 100."""
        if self.finished_at:
            return 100
        return min(99, 100 * self.judged // self.matters) if self.matters else 0
