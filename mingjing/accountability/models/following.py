"""文书, 送达, 移交, 异议, 公开: what goes out of a case and what comes back (ACC-11-4, ACC-12-f, GAP-07)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mingjing.accountability.enums import DeliveryWay, LetterKind, ObjectionStatus, Organ, OutcomeStatus
from mingjing.accountability.models.cases import AccountabilityCase, Subject
from mingjing.accountability.models.deciding import Decision
from mingjing.core.models import Case, Record, StoredFile
from mingjing.people.models import Official


class Letter(Record):
    """文书: what it says is frozen when it is numbered; docx and pdf are made from that (ACC-12-f).

    `subject` None where it goes to nobody of the case (a decision, a letter of transfer).
    """

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="letters")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="letters")
    kind = models.CharField("文种", max_length=10, choices=LetterKind.choices)
    number = models.CharField("文号", max_length=64, unique=True)
    content = models.JSONField("内容")
    digest = models.CharField("摘要", max_length=64)
    issued_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="制发人")
    issued_on = models.DateField("制发日期")
    issued_at = models.DateTimeField("制发时间")

    class Meta:
        verbose_name = "文书"
        ordering = ("issued_at", "id")
        triggers = (pgtrigger.Protect(name="letter_stays", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class LetterScan(StoredFile):
    """盖章、签字后的扫描件."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="scans")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "文书扫描件"
        ordering = ("kept_at", "id")


class Delivery(Record):
    """送达: how and when a letter reached its addressee; the receipt counts, not the sending."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="delivery")
    way = models.CharField("方式", max_length=10, choices=DeliveryWay.choices)
    received_on = models.DateField("收到日期")
    received_by = models.CharField("签收人", max_length=60)
    note = models.CharField("说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "送达"
        triggers = (pgtrigger.Protect(name="delivery_stays", operation=pgtrigger.Update | pgtrigger.Delete),)


class Transfer(Record):
    """移交: to whom, why, the list of what went with its digests, the receipt, and what that organ later told."""

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="transfers")
    organ = models.CharField("机关", max_length=10, choices=Organ.choices)
    addressee = models.CharField("受移交单位", max_length=100)
    reason = models.TextField("移交理由")
    index = models.JSONField("移交清单")  # no, name, pages or bytes, digest
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="批准人")
    sent_on = models.DateField("移交日期")
    received_on = models.DateField("回执日期", null=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)
    taken_back_on = models.DateField("撤回日期", null=True)
    taken_back_for = models.TextField("撤回理由", blank=True)
    result = models.TextField("该机关的处理结果", blank=True)
    result_on = models.DateField("结果日期", null=True)

    class Meta:
        verbose_name = "移交"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("case",), condition=Q(taken_back_on=None), name="one_transfer_at_a_time"),
        )


class TransferReceipt(StoredFile):
    """移交回执的扫描件."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="receipts")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "移交回执"
        ordering = ("kept_at", "id")


class Objection(Case):
    """异议 to a decision: answered by somebody who had no part in it, decided by a second one (GAP-07).

    `due_on` is what the limit gives from the day the notice was received, as kept in `terms`. `late_for`: why one that
    came late is heard, or not. `proposal` and `answer` are the handler's, an `ObjectionStatus` that ends it.
    """

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="objections")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="objections")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="objections", verbose_name="决定")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="+", verbose_name="书面通知")
    text = models.TextField("异议")
    filed_on = models.DateField("提出日期")
    received_on = models.DateField("收到书面通知的日期")
    due_on = models.DateField("可以提出的最后一日")
    terms = models.JSONField("期限内容")
    calendar = models.SlugField("日历版本", max_length=40, blank=True)
    late = models.BooleanField("逾期提出", default=False)
    late_for = models.TextField("逾期仍受理或不受理的理由", blank=True)
    filed_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="登记人")
    answer_by = models.DateField("答复的最后一日", null=True)
    handler = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="办理人")
    assigned_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="指定人")
    assigned_on = models.DateField("指定日期", null=True)
    proposal = models.CharField("拟办意见", max_length=20, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("拟答复日期", null=True)
    returned_for = models.TextField("退回重拟的理由", blank=True)
    decided_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_on = models.DateField("决定日期", null=True)
    reply = models.OneToOneField(Letter, models.PROTECT, null=True, related_name="+", verbose_name="答复书")

    class Meta:
        verbose_name = "异议"
        ordering = ("-filed_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="accountability_objection_once"),
            models.UniqueConstraint(fields=("subject", "decision"), name="one_objection_per_decision"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("handler")), name="objection_by_two"
            ),
        )
        indexes = (models.Index(fields=("-filed_on", "-id"), name="objection_newest"),)

    def get_absolute_url(self) -> str:
        return reverse("workbench:accountability_objection", args=[self.pk])

    def get_status_display(self) -> str:
        return str(ObjectionStatus(self.status).label)

    def get_proposal_display(self) -> str:
        return str(ObjectionStatus(self.proposal).label) if self.proposal else ""


class ObjectionFile(StoredFile):
    """异议的材料."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="files")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "异议材料"
        ordering = ("kept_at", "id")


class Outcome(Case):
    """公开的追究结果: masked, approved by somebody else than its writer. Names stand in it only if so decided."""

    case = models.OneToOneField(AccountabilityCase, models.PROTECT, related_name="outcome")
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容")
    names_for = models.TextField("点名公开的理由", blank=True)
    drafted_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_on = models.DateField("拟稿日期")
    approved_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="批准人")
    published_on = models.DateField("公开日期", null=True)
    withdrawn_on = models.DateField("撤回日期", null=True)
    withdrawn_for = models.TextField("撤回理由", blank=True)

    class Meta:
        verbose_name = "公开的追究结果"
        ordering = ("-published_on", "-id")
        constraints = (models.UniqueConstraint(fields=("number",), name="accountability_outcome_once"),)

    def get_absolute_url(self) -> str:
        return reverse("portal:accountability_outcome", args=[self.pk])

    def get_status_display(self) -> str:
        return str(OutcomeStatus(self.status).label)
