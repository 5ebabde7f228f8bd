"""What the public sees: phones, channels, and summaries of results in which nobody can be recognised."""

import uuid

from django.db import models
from django.db.models import F, Q

from mingjing.complaints.enums import Channel, SummaryStatus
from mingjing.complaints.models.complaints import Complaint
from mingjing.core.models import Case, Record


class Hotline(Record):
    """投诉举报电话: a number with its hours. A change ends the old row; it stays in the history (CMP-3-c, CMP-3-d)."""

    name = models.CharField("名称", max_length=20)  # 白天, 晚间
    phone = models.CharField("电话", max_length=20)
    opens = models.TimeField("自")
    closes = models.TimeField("至")  # earlier than `opens`: past midnight
    from_on = models.DateField("启用日期")
    until_on = models.DateField("停用日期", null=True)

    class Meta:
        verbose_name = "投诉举报电话"
        ordering = ("opens",)
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="hotline_dates_in_order"
            ),
            models.UniqueConstraint(fields=("name",), condition=Q(until_on=None), name="one_hotline_per_name"),
        )

    def __str__(self) -> str:
        return self.phone


class Channels(Record):
    """渠道状态: one row per channel: where, when, last tested when, and what to do while it is closed (CMP-1-b)."""

    channel = models.CharField("渠道", max_length=10, choices=Channel.choices, unique=True)
    address = models.CharField("地址或号码", max_length=200, blank=True)
    hours = models.CharField("时间", max_length=100, blank=True)
    tested_on = models.DateField("最近测试", null=True, blank=True)
    closed = models.BooleanField("暂停", default=False)
    notice = models.CharField("暂停说明和替代渠道", max_length=200, blank=True)

    class Meta:
        verbose_name = "渠道"
        constraints = (
            models.CheckConstraint(condition=Q(closed=False) | ~Q(notice=""), name="closed_channel_says_why"),
        )


class PublicSummary(Case):
    """公开摘要: a result told to everybody (ACC-9-1b). The draft is sealed with the case; the published text is not.

    It is found by its own random key; the link to the case is for the centre alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="summary", verbose_name="投诉举报")
    title = models.CharField("标题", max_length=100, blank=True)
    text = models.TextField("正文", blank=True)
    act = models.CharField("反映的行为", max_length=20, blank=True)
    finding = models.CharField("认定", max_length=12, blank=True)
    published_on = models.DateField("公开日期", null=True)
    withdrawn_on = models.DateField("撤回日期", null=True)

    class Meta:
        verbose_name = "公开摘要"
        ordering = ("-published_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(status=SummaryStatus.DRAFTED) | Q(text="", title=""), name="draft_not_in_the_clear"
            ),
        )
