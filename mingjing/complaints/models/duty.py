"""Who is on duty by day and in the evening, and which calls led to no complaint."""

from django.db import models
from django.db.models import F, Q

from mingjing.complaints.enums import CallKind, CallOutcome
from mingjing.core.models import Record
from mingjing.people.models import Official


class DutyTurn(Record):
    """值班: one person, one day, from when until when. What comes in meanwhile is theirs (CMP-3-d, CMP-6-b)."""

    day = models.DateField("日期")
    opens = models.TimeField("自")
    closes = models.TimeField("至")  # earlier than `opens`: past midnight
    official = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="值班人")
    ended_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        verbose_name = "值班"
        ordering = ("day", "opens")
        constraints = (
            models.UniqueConstraint(fields=("day", "opens", "official"), condition=Q(ended_at=None), name="turn_once"),
            models.CheckConstraint(condition=~Q(opens=F("closes")), name="turn_has_length"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.opens:%H:%M}—{self.closes:%H:%M}"


class Call(Record):
    """来电: that somebody called, how long, of what kind and what became of it. Neither who nor what was said."""

    at = models.DateTimeField("时间")
    minutes = models.PositiveSmallIntegerField("分钟")
    kind = models.CharField("种类", max_length=12, choices=CallKind.choices)
    outcome = models.CharField("结果", max_length=12, choices=CallOutcome.choices)

    class Meta:
        verbose_name = "来电"
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("-at", "-id"), name="call_newest"),)
