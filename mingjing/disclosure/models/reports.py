"""What readers of public pages say: whether a page helped, what is wrong on it, what they complain of (ASM-5-3-4c)."""

from django.db import models

from mingjing.catalogue.models import PowerItem
from mingjing.core.models import Case, Record
from mingjing.disclosure.enums import ReportKind, ReportStatus
from mingjing.people.models import Official, Unit


class PageVotes(Record):
    """How many readers found a page helpful and how many did not. Nothing is kept of the readers."""

    page = models.CharField("页面", max_length=200, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    helpful = models.PositiveIntegerField("有用", default=0)
    unhelpful = models.PositiveIntegerField("没有用", default=0)

    class Meta:
        verbose_name = "页面评价"
        ordering = ("page",)


class Report(Case):
    """读者反馈: anonymous words about one page. Complaints go to the office, never to the unit they are about."""

    page = models.CharField("页面", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="reports", verbose_name="单位")
    item = models.ForeignKey(PowerItem, models.PROTECT, null=True, related_name="reports", verbose_name="职权")
    kind = models.CharField("类别", max_length=10, choices=ReportKind.choices)
    text = models.TextField("内容")
    received_at = models.DateTimeField("收到时间")
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "读者反馈"
        ordering = ("-received_at", "-id")
        constraints = (models.UniqueConstraint(fields=("number",), name="report_number_once"),)
        indexes = (
            models.Index(fields=("unit", "status"), name="report_by_unit"),
            models.Index(fields=("-received_at", "-id"), name="report_newest"),
            models.Index(fields=("page", "received_at"), name="report_by_page"),
        )

    def get_status_display(self) -> str:
        return str(ReportStatus(self.status).label)
