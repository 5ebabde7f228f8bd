"""What time does to complaints: reminders on their clocks, messages to officials, and wraps that nobody answers for."""

import uuid

from django.db import models

from mingjing.clocks.models import Clock
from mingjing.complaints.enums import MessageText, Rung
from mingjing.core.models import Record


class Reminder(Record):
    """催办: a rung of the ladder that a clock has reached, once for each last day it had."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="reminders", verbose_name="期限")
    rung = models.CharField("级别", max_length=4, choices=Rung.choices)
    due_on = models.DateField("最后一日")
    on = models.DateField("催办日期")

    class Meta:
        verbose_name = "催办"
        ordering = ("due_on", "rung")
        constraints = (models.UniqueConstraint(fields=("clock", "rung", "due_on"), name="reminder_once_per_rung"),)


class Message(models.Model):
    """提醒: to one official, as a sign, for one slot. All say the same; the slot tells nothing of the minute."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # random: it tells no order
    holder = models.CharField("人员标签", max_length=32)
    text = models.CharField("内容", max_length=10, choices=MessageText.choices, default=MessageText.WAITING)
    slot = models.DateTimeField("发送时段")
    sent = models.BooleanField("已发出", default=False)

    class Meta:
        verbose_name = "提醒"
        constraints = (models.UniqueConstraint(fields=("holder", "slot"), name="message_one_per_slot"),)
        indexes = (models.Index(fields=("slot",), condition=models.Q(sent=False), name="message_waiting"),)


class Stray(models.Model):
    """无主钥匙: a wrap that no case and no grant answers for, and the day on which that was seen first."""

    wrap_id = models.UUIDField("包好的钥匙", primary_key=True)
    seen_on = models.DateField("发现日期")

    class Meta:
        verbose_name = "无主钥匙"
