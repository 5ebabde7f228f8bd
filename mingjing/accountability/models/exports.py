"""案卷导出: a whole case as one file, made in the background and kept for a while."""

from django.db import models
from django.db.models import Q

from mingjing.accountability.enums import ExportForm
from mingjing.accountability.models.cases import AccountabilityCase
from mingjing.core.models import StoredFile
from mingjing.people.models import Official


class Export(StoredFile):
    """One export: who asked for it, how far it has come, and the file once it is made.

    `failed` says why there is none. The file is removed after some days; the row with its digest stays.
    """

    case = models.ForeignKey(AccountabilityCase, models.PROTECT, related_name="exports")
    form = models.CharField("形式", max_length=8, choices=ExportForm.choices)
    asked_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="导出人")
    asked_at = models.DateTimeField("提出时间")
    done = models.PositiveSmallIntegerField("完成（%）", default=0)
    made_at = models.DateTimeField("生成时间", null=True)
    removed_at = models.DateTimeField("清除时间", null=True)
    failed = models.CharField("失败原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "案卷导出"
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(made_at=None) | ~Q(digest=""), name="export_made_has_digest"),
        )

    @property
    def under_way(self) -> bool:
        """True while it is waited for."""
        return self.made_at is None and not self.failed

    @property
    def ready(self) -> bool:
        """True while there is a file to take."""
        return self.made_at is not None and self.removed_at is None
