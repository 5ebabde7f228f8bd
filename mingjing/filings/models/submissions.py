"""报送的材料: what a unit writes and attaches; a draft until it is handed in, unchangeable from then on."""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q

from mingjing.core.models import Record, StoredFile
from mingjing.filings.models.filings import Filing
from mingjing.people.models import Official

NEVER_CHANGED = pgtrigger.Update | pgtrigger.Delete
FILED = pgtrigger.Q(old__filed_at__isnull=False)


class Submission(Record):
    """一次报送: words, public address and figures of the statutory tables by name; `filed_at` None for a draft.

    `receipt` and `digest` are on the receipt (回执): the digest covers everything, the files by theirs.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="submissions")
    no = models.PositiveSmallIntegerField("次数")
    words = models.TextField("说明", blank=True)
    url = models.CharField("公开网址", max_length=500, blank=True)
    figures = models.JSONField("统计表", default=dict, blank=True)
    carry_reason = models.TextField("与上年不一致的原因", blank=True)
    saved_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="保存人")
    saved_at = models.DateTimeField("保存时间")
    filed_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="报送人")
    filed_at = models.DateTimeField("报送时间", null=True, blank=True)
    due_on = models.DateField("当时的最后一日", null=True, blank=True)
    receipt = models.CharField("回执编号", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "报送材料"
        ordering = ("no",)
        constraints = (
            models.UniqueConstraint(fields=("filing", "no"), name="submission_no_once"),
            models.UniqueConstraint(fields=("filing",), condition=Q(filed_at=None), name="submission_one_draft"),
            models.UniqueConstraint(fields=("receipt",), condition=~Q(receipt=""), name="submission_receipt_once"),
            models.CheckConstraint(
                condition=Q(filed_at=None, receipt="", digest="")
                | (Q(filed_at__isnull=False) & ~Q(receipt="") & ~Q(digest="")),
                name="submission_receipted",
            ),
        )
        triggers = (pgtrigger.Protect(name="filed_stays", operation=NEVER_CHANGED, condition=FILED),)

    def __str__(self) -> str:
        return self.receipt or f"{self.filing_id} {self.no}"

    def numbers(self) -> dict[str, Decimal]:
        """The figures as numbers."""
        return {name: Decimal(said) for name, said in self.figures.items()}


class SubmissionFile(StoredFile):
    """附件 of a submission."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "报送附件"
        ordering = ("kept_at", "id")
