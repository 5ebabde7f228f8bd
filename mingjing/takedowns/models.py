"""A take-down: what, of which unit, why, and the sealed copy of what the public had seen."""

from django.db import models
from django.db.models import Q

from mingjing.core.models import Case
from mingjing.people.models import Official, Unit
from mingjing.sealing.models import SealedCopy
from mingjing.takedowns.enums import Ground, Kind, TakedownStatus


class Takedown(Case):
    """紧急撤下. `about_id` is the key of the row that is hidden, in the table that `kind` names."""

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    about_id = models.UUIDField("对象")
    title = models.CharField("标题", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="takedowns", verbose_name="单位")
    ground = models.CharField("理由类别", max_length=10, choices=Ground.choices)
    reason = models.CharField("理由", max_length=500)
    taken_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="撤下人")
    taken_at = models.DateTimeField("撤下时间")
    copy = models.ForeignKey(SealedCopy, models.PROTECT, null=True, related_name="+", verbose_name="封存件")

    class Meta:
        verbose_name = "紧急撤下"
        ordering = ("-taken_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "about_id"),
                condition=Q(status__in=(TakedownStatus.HIDDEN, TakedownStatus.REMOVED)),
                name="taken_down_once",
            ),
        )
        indexes = (models.Index(fields=("-taken_at", "-id"), name="takedown_newest"),)

    def get_status_display(self) -> str:
        return str(TakedownStatus(self.status).label)
