"""办件: matters, their events and the verdict on each."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mingjing.casework.enums import EventKind, MatterState, StepKind
from mingjing.casework.models.delivery import Batch
from mingjing.casework.models.statistics import MARKING
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.core.models import Record
from mingjing.people.models import Unit


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
            models.Index(fields=("closed_at",), name="matter_ended", condition=Q(state="finished")),
            models.Index(fields=("version", "opened_at"), name="matter_opened_in"),
            models.Index(fields=("version", "closed_at"), name="matter_ended_in", condition=Q(state="finished")),
        )
        triggers = MARKING

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
