"""What is done with a case: approvals, packages handed on, what the reporter was told, extensions, ratings."""

from django.db import models
from django.db.models import Q

from mingjing.complaints.enums import Asked, ForwardStatus, NoticeKind, Way
from mingjing.complaints.models.complaints import Complaint
from mingjing.complaints.models.papers import Paper, SealedFile
from mingjing.core.models import Case, Record


class Approval(Record):
    """审批: what a leader was asked, when, and what they said. The clocks of the case run on meanwhile (CMP-7-2a)."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="approvals", verbose_name="投诉举报")
    kind = models.CharField("事由", max_length=12, choices=Asked.choices)
    asked_by = models.CharField("请示人标签", max_length=32)
    asked_at = models.DateTimeField("请示时间")
    reason = models.ForeignKey(Paper, models.PROTECT, related_name="+", verbose_name="理由")
    terms = models.BinaryField("请示内容")  # under the server's key: a new last day, a reason's code
    decided_by = models.CharField("审批人标签", max_length=32, blank=True)
    decided_at = models.DateTimeField("审批时间", null=True)
    granted = models.BooleanField("同意", null=True)
    opinion = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", verbose_name="意见")

    class Meta:
        verbose_name = "审批"
        ordering = ("asked_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("complaint", "kind"), condition=Q(granted=None), name="one_open_approval"),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, decided_at__isnull=True)
                | Q(granted__isnull=False, decided_at__isnull=False),
                name="approval_decided_at_once",
            ),
            models.CheckConstraint(condition=Q(decided_by="") | ~Q(decided_by=models.F("asked_by")), name="four_eyes"),
        )


class Forward(Case):
    """转办件: a package of its own, sealed to the addressee's people. The case's own keys never leave (CMP-7-3)."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="forwards", verbose_name="投诉举报")
    addressee = models.CharField("单位标签", max_length=32)
    routing = models.BinaryField("流转信息")  # under the server's key: the unit
    package = models.BinaryField("转办内容")  # under the package's own key
    answer = models.BinaryField("答复", null=True)  # under the package's key too
    sent_on = models.DateField("发出日期")
    due_on = models.DateField("答复期限", null=True)
    received_on = models.DateField("签收日期", null=True)
    received_by = models.CharField("签收人标签", max_length=32, blank=True)
    answered_on = models.DateField("答复日期", null=True)
    returned_on = models.DateField("退回日期", null=True)

    class Meta:
        verbose_name = "转办件"
        ordering = ("-sent_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="forward_number_once"),
            models.UniqueConstraint(
                fields=("complaint",), condition=Q(status__in=("sent", "received")), name="one_open_forward"
            ),
        )
        indexes = (models.Index(fields=("addressee", "-sent_on", "-id"), name="forward_by_unit"),)

    def get_status_display(self) -> str:
        return str(ForwardStatus(self.status).label)


class Delivery(Record):
    """告知: what the reporter was told, how and when it reached them, and the proof."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="deliveries", verbose_name="投诉举报")
    kind = models.CharField("文书", max_length=12, choices=NoticeKind.choices)
    number = models.CharField("文号", max_length=64)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+", verbose_name="正文")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    told_on = models.DateField("告知日期", null=True)
    proof = models.ForeignKey(SealedFile, models.PROTECT, null=True, related_name="+", verbose_name="送达凭证")
    why_not = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", verbose_name="无法告知的理由")
    by = models.CharField("人员标签", max_length=32)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "告知"
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="delivery_number_once"),
            models.CheckConstraint(
                condition=Q(way="none", told_on__isnull=True, why_not__isnull=False)
                | (~Q(way="none") & Q(told_on__isnull=False)),
                name="delivery_told_or_why_not",
            ),
        )


class Extension(Record):
    """延期: from which day to which, on whose approval, and when the reporter and the unit were told."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="extensions", verbose_name="投诉举报")
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="extension", verbose_name="审批")
    due_before = models.DateField("原期限")
    due_after = models.DateField("新期限")
    told_reporter_on = models.DateField("告知投诉人", null=True)
    told_unit_on = models.DateField("告知相关单位", null=True)

    class Meta:
        verbose_name = "延期"
        ordering = ("due_before",)
        constraints = (
            models.CheckConstraint(condition=Q(due_after__gt=models.F("due_before")), name="extension_is_later"),
        )


class Rating(Record):
    """评价: how satisfied the reporter is with the handling."""

    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="rating", verbose_name="投诉举报")
    stars = models.PositiveSmallIntegerField("星级")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "评价"
        constraints = (models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_one_to_five"),)
