"""电子监察: rules that a power has of its own, files of an answer, reminders, digests."""

from django.db import models
from django.db.models import Q

from mingjing.casework.enums import ChaseOccasion, RuleAbout
from mingjing.casework.models.signalling import Signal
from mingjing.catalogue.models import PowerItem
from mingjing.core.models import Record, StoredFile
from mingjing.people.models import Official, Unit
from mingjing.rules.limits import CountUnit

UNITS = [(unit.value, unit.chinese) for unit in CountUnit]


class AlertRule(Record):
    """监察规则: how long ahead one power's signals come, from a day on. Never edited: a change is the next version."""

    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="alert_rules")
    about = models.CharField("规则", max_length=10, choices=RuleAbout.choices)
    no = models.PositiveIntegerField("版次")
    length = models.PositiveSmallIntegerField("长度")
    counted_in = models.CharField("单位", max_length=12, choices=UNITS)
    from_on = models.DateField("自")
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = "监察规则"
        ordering = ("item", "about", "-no")
        constraints = (
            models.UniqueConstraint(fields=("item", "about", "no"), name="alert_rule_no_once"),
            models.CheckConstraint(condition=Q(length__gte=1), name="alert_rule_has_length"),
        )

    def __str__(self) -> str:
        return f"{self.get_about_display()}第{self.no}版"

    @property
    def said(self) -> str:
        """Its length in words."""
        return f"{self.length}{CountUnit(self.counted_in).chinese}"


class SignalFile(StoredFile):
    """答复附件: what a unit shows with its answer. Kept when the answer is sent back."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="files")
    by = models.ForeignKey(Official, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "答复附件"
        ordering = ("kept_at", "id")


class Chase(Record):
    """催办: a reminder of a signal that waits for its answer; `by` None where a rule gave it."""

    signal = models.ForeignKey(Signal, models.PROTECT, related_name="chases")
    occasion = models.CharField("时机", max_length=10, choices=ChaseOccasion.choices)
    due_on = models.DateField("答复最后一日", null=True)
    words = models.CharField("催办内容", max_length=500, blank=True)
    by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("催办时间")

    class Meta:
        verbose_name = "催办"
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("signal", "occasion", "due_on"), condition=Q(by=None), name="chase_once_by_rule"
            ),
        )


class Digest(Record):
    """监察摘要: what came and what waits, told to one leader for a span of days. Numbers only, no personal data."""

    official = models.ForeignKey(Official, models.CASCADE, related_name="digests")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")  # None: all units, for the office
    since = models.DateField("自")
    until = models.DateField("至")
    counts = models.JSONField("数字", default=dict)
    made_at = models.DateTimeField("生成时间")
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        verbose_name = "监察摘要"
        ordering = ("-until", "-id")
        constraints = (models.UniqueConstraint(fields=("official", "until"), name="digest_once"),)
