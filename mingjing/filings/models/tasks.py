"""报送任务: what the office asks of many units at once."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from mingjing.core.models import Record, StoredFile
from mingjing.filings.enums import TaskKind
from mingjing.people.models import Official


class FilingTask(Record):
    """报送任务: what is asked, on which ground, under which pack. Each unit's last day is with its filing."""

    number = models.CharField("编号", max_length=64)
    kind = models.CharField("类别", max_length=10, choices=TaskKind.choices)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)  # the year that an annual report is about
    title = models.CharField("标题", max_length=200)
    asked = models.TextField("要求", blank=True)
    basis = models.CharField("依据", max_length=20)
    pack = models.SlugField("法规版本", max_length=40)
    sent_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="下达人")
    sent_on = models.DateField("下达日期")

    class Meta:
        verbose_name = "报送任务"
        ordering = ("-sent_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="filing_task_number_once"),
            models.UniqueConstraint(fields=("year",), condition=Q(kind="annual"), name="filing_task_once_a_year"),
            models.CheckConstraint(
                condition=Q(kind="annual", year__isnull=False) | Q(kind="ad_hoc", year=None),
                name="filing_task_has_year",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="filing_task_says_what"),
        )
        indexes = (models.Index(fields=("-sent_on", "-id"), name="filing_task_newest"),)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("workbench:filing_task", args=[self.pk])

    @property
    def annual(self) -> bool:
        """True for the report of a year: with address, tables and sums."""
        return self.kind == TaskKind.ANNUAL


class TaskFile(StoredFile):
    """报送模板: a file of the office to fill in or to read."""

    task = models.ForeignKey(FilingTask, models.PROTECT, related_name="files")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "报送模板"
        ordering = ("kept_at", "id")
