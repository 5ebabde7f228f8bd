"""投诉举报: the case, the receipt that its reporter holds, and who may open it."""

import uuid

from django.db import models
from django.db.models import Q

from mingjing.complaints.enums import Channel, ComplaintStatus, Duty, RealName
from mingjing.core.models import Case, Record


class Receipt(models.Model):
    """收件码: what is left of a code on our side. With it a case is found and sealed to; nothing opens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tag_digest = models.CharField("标签摘要", max_length=64, unique=True)
    public = models.BinaryField("信箱公钥")
    once = models.BooleanField("首次使用后更换", default=False)  # staff have seen it: the first use gives another one
    promise = models.JSONField("收件承诺", null=True)
    made_on = models.DateField("生成日期")

    class Meta:
        verbose_name = "收件码"


class Complaint(Case):
    """投诉举报. In the clear: number, state, dates. `routing` is for the running server, everything else for people.

    Its key is random, not time-ordered: it tells nothing of the minute of filing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="complaints", verbose_name="收件码")
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    received_on = models.DateField("收到日期")
    received_hour = models.DateTimeField("登记的钟点")
    real_name = models.CharField("署名", max_length=12, choices=RealName.choices, default=RealName.ANONYMOUS)
    routing = models.BinaryField("流转信息")  # under the server's key: unit, act, kind, conflicts
    identity = models.BinaryField("身份", null=True)  # sealed under the identity key; None: nobody said who they are
    body_kept = models.BooleanField("留存内容", default=True)  # False: 不录入内容, a transfer slip only (GAP-19)
    outside = models.CharField("外部编号标签", max_length=32, null=True, blank=True)
    classified_on = models.DateField("分类日期", null=True)
    accepted_on = models.DateField("受理日期", null=True)
    approved_on = models.DateField("批准日期", null=True)
    concluded_on = models.DateField("处理完毕日期", null=True)
    closed_on = models.DateField("办结日期", null=True)
    extended_to = models.DateField("延期至", null=True)
    finding = models.CharField("认定", max_length=12, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", verbose_name="并入")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", verbose_name="分出自")
    held = models.BooleanField("暂缓销毁", default=False)
    identity_shredded_on = models.DateField("身份销毁日期", null=True)
    shredded_on = models.DateField("内容销毁日期", null=True)

    class Meta:
        verbose_name = "投诉举报"
        constraints = (
            models.UniqueConstraint(fields=("number",), name="complaint_number_once"),
            models.UniqueConstraint(fields=("outside",), name="complaint_outside_once"),
            models.CheckConstraint(
                condition=~Q(status="merged") | Q(merged_into__isnull=False), name="complaint_merged_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(identity=None) | ~Q(real_name="anonymous"), name="complaint_no_secret_identity"
            ),
        )
        indexes = (
            models.Index(fields=("-received_on", "-id"), name="complaint_newest"),
            models.Index(fields=("status", "-received_on"), name="complaint_by_status"),
            models.Index(fields=("receipt",), name="complaint_by_receipt"),
        )

    def get_status_display(self) -> str:
        return str(ComplaintStatus(self.status).label)


class Grant(Record):
    """授权: one person, as a sign, may open one case, for one duty. Ended, never removed."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="grants", verbose_name="投诉举报")
    holder = models.CharField("人员标签", max_length=32)
    duty = models.CharField("职责", max_length=12, choices=Duty.choices)
    given_on = models.DateField("授权日期")
    ended_on = models.DateField("结束日期", null=True)

    class Meta:
        verbose_name = "授权"
        constraints = (
            models.UniqueConstraint(
                fields=("complaint", "holder", "duty"), condition=Q(ended_on=None), name="grant_once"
            ),
        )
        indexes = (models.Index(fields=("holder", "complaint"), condition=Q(ended_on=None), name="grant_by_holder"),)
