"""How events come in: tokens, mappings, batches."""

from django.db import models
from django.db.models import Q

from mingjing.casework.enums import BatchStatus, Source, TokenKind
from mingjing.catalogue.models import PowerItem
from mingjing.core.models import Record
from mingjing.people.models import Official, Unit


class ApiToken(Record):
    """接口令牌: one unit's right to send events or orders, never both. Only its digest is kept."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="tokens")
    kind = models.CharField("用途", max_length=12, choices=TokenKind.choices, default=TokenKind.EVENTS)
    name = models.CharField("名称", max_length=60)
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("吊销时间", null=True)

    class Meta:
        verbose_name = "接口令牌"
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return self.name


class ActivityMapping(Record):
    """活动对照: what a unit's own system calls a step of the chart. Empty `step` = not a step, ignored."""

    item = models.ForeignKey(PowerItem, models.CASCADE, related_name="mappings")
    activity = models.CharField("来源活动名称", max_length=200)
    step = models.CharField("环节名称", max_length=120, blank=True)

    class Meta:
        verbose_name = "活动对照"
        constraints = (models.UniqueConstraint(fields=("item", "activity"), name="activity_once_per_item"),)


class Batch(Record):
    """批次: one delivery of events, taken whole or not at all."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="batches")
    item = models.ForeignKey(PowerItem, models.PROTECT, null=True, related_name="batches")
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    name = models.CharField("文件名", max_length=200, blank=True)
    path = models.CharField("暂存文件", max_length=300, blank=True)
    digest = models.CharField("摘要", max_length=64)
    key = models.CharField("幂等键", max_length=100, null=True)
    status = models.CharField("状态", max_length=10, choices=BatchStatus.choices, default=BatchStatus.WAITING)
    rows = models.PositiveIntegerField("行数", default=0)
    taken = models.PositiveIntegerField("采纳", default=0)
    known = models.PositiveIntegerField("已有", default=0)
    done = models.PositiveSmallIntegerField("进度", default=0)
    errors = models.JSONField("逐行问题", default=list)
    faults = models.PositiveIntegerField("问题总数", default=0)
    options = models.JSONField("列名等", default=dict)
    by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    token = models.ForeignKey(ApiToken, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("收到时间")
    finished_at = models.DateTimeField("处理完毕时间", null=True)

    class Meta:
        verbose_name = "批次"
        ordering = ("-received_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("unit", "key"), condition=Q(key__isnull=False), name="batch_key_once"),
        )
        indexes = (
            models.Index(fields=("-received_at", "-id"), name="batch_newest"),
            models.Index(fields=("unit", "-received_at", "-id"), name="batch_by_unit"),
        )

    def __str__(self) -> str:
        return self.name or self.key or str(self.pk)
