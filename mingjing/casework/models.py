"""动态运行: matters, their events, the verdict on each, and signals."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mingjing.casework.enums import (
    BatchStatus,
    Colour,
    EventKind,
    MatterState,
    SignalKind,
    SignalStatus,
    Source,
    StepKind,
)
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.core.models import Case, Record
from mingjing.people.models import Official, Unit


class ApiToken(Record):
    """接口令牌: one unit's right to send events. Only its digest is kept."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="tokens")
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


class Matter(Record):
    """办件: one running of a power, judged against the version in force when it opened."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="matters")
    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="matters")
    version = models.ForeignKey(PowerVersion, models.PROTECT, related_name="matters")
    number = models.CharField("受理编号", max_length=80)
    state = models.CharField("状态", max_length=10, choices=MatterState.choices, default=MatterState.RUNNING)
    opened_at = models.DateTimeField("开始时间", null=True)  # where the source has no times: when it came in
    closed_at = models.DateTimeField("办结时间", null=True)
    decided = models.BooleanField("已判定", default=True)
    undecided_why = models.CharField("未判定原因", max_length=200, blank=True)
    cost = models.PositiveIntegerField("偏离数", null=True)
    added = models.JSONField("增加的环节", default=list)
    skipped = models.JSONField("缺少的环节", default=list)
    used = models.PositiveIntegerField("已用时间", null=True)
    due_on = models.DateField("应办结日期", null=True)
    provisional = models.BooleanField("暂定", default=False)
    late = models.BooleanField("超期", default=False)
    judged_at = models.DateTimeField("判定时间", null=True)

    class Meta:
        verbose_name = "办件"
        ordering = ("-opened_at", "-id")
        constraints = (models.UniqueConstraint(fields=("item", "number"), name="matter_once_per_item"),)
        indexes = (
            models.Index(fields=("unit", "due_on", "id"), name="matter_open", condition=~Q(state="finished")),
            models.Index(fields=("-opened_at", "-id"), name="matter_newest"),
            models.Index(fields=("unit", "-opened_at", "-id"), name="matter_by_unit"),
            models.Index(fields=("item", "-opened_at", "-id"), name="matter_by_item"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("portal:matter", args=[self.pk])


class Event(Record):
    """事件: what a unit's system said happened. Never edited; a correction is a new event."""

    unit_id = models.UUIDField("单位")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField("类别", max_length=12, choices=EventKind.choices, default=EventKind.STEP)
    activity = models.CharField("活动", max_length=200)
    at = models.DateTimeField("发生时间", null=True)
    seq = models.PositiveIntegerField("来源顺序")
    key = models.CharField("来源键", max_length=120)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    note = models.CharField("说明", max_length=200, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "事件"
        ordering = ("at", "seq")
        constraints = (models.UniqueConstraint(fields=("unit_id", "key"), name="event_once_per_unit"),)
        indexes = (models.Index(fields=("matter", "at", "seq"), name="event_of_matter"),)
        triggers = (pgtrigger.Protect(name="event_append_only", operation=pgtrigger.Update | pgtrigger.Delete),)


class MatterStep(Record):
    """办件环节: one move of the explanation with its time. Rewritten whenever the matter is judged again."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="steps", db_index=False)
    item_id = models.UUIDField("职权")
    order = models.PositiveSmallIntegerField("顺序")
    kind = models.CharField("类别", max_length=10, choices=StepKind.choices)
    node = models.CharField("元素标识", max_length=120, blank=True)
    name = models.CharField("名称", max_length=200)
    started_at = models.DateTimeField("开始", null=True)
    ended_at = models.DateTimeField("结束", null=True)
    used = models.PositiveIntegerField("用时", null=True)
    limit_length = models.PositiveSmallIntegerField("时限", null=True)
    limit_unit = models.CharField("时限单位", max_length=12, blank=True)
    due_on = models.DateField("最后一日", null=True)
    late = models.BooleanField("超时", default=False)

    class Meta:
        verbose_name = "办件环节"
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("matter", "order"), name="step_order_once"),)
        indexes = (models.Index(fields=("item_id", "node"), name="step_by_item"),)


class Signal(Case):
    """监察信号 (黄牌、红牌): a fact with its dates and article. It asks for an answer and opens nothing (X-08)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="signals")
    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="signals")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="signals")
    kind = models.CharField("类别", max_length=12, choices=SignalKind.choices)
    colour = models.CharField("颜色", max_length=6, choices=Colour.choices)
    node = models.CharField("元素标识", max_length=120, blank=True)
    node_name = models.CharField("环节", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=20)
    since_on = models.DateField("起算日", null=True)
    due_on = models.DateField("最后一日", null=True)
    raised_on = models.DateField("事实发生日期")
    found_on = models.DateField("发现日期")  # later than `raised_on` where the events came in long after they happened
    occurrence = models.CharField("同一事实", max_length=160)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    read_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="阅知的主管领导")
    read_at = models.DateTimeField("阅知时间", null=True)

    class Meta:
        verbose_name = "监察信号"
        ordering = ("-raised_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("item", "occurrence"),
                condition=~Q(status__in=(SignalStatus.LIFTED, SignalStatus.WITHDRAWN)),
                name="signal_once",
            ),  # a fact that was taken back may come true after all
        )
        indexes = (
            models.Index(fields=("-raised_on", "-id"), name="signal_newest"),
            models.Index(fields=("unit", "-raised_on", "-id"), name="signal_by_unit"),
            models.Index(fields=("unit", "raised_on", "id"), name="signal_open", condition=Q(status=SignalStatus.OPEN)),
        )

    def get_status_display(self) -> str:
        return str(SignalStatus(self.status).label)
