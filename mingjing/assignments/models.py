"""任务: something a unit must do by a day. It knows its object by kind and key only: any part may give one."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse

from mingjing.assignments.enums import AssignmentStatus, Outcome, Stage
from mingjing.assignments.workflow import OPEN, TO_DO
from mingjing.core.models import Case, Record, StoredFile
from mingjing.people.models import Notice, Official, Unit


class Assignment(Case):
    """任务: what a unit is asked, on which article, by which day, and what it reported.

    `limit`, `terms`, `since_on` and `calendar` tell how the last day was counted; empty where somebody set the day.
    `checked`: the system sees for itself when it is done, so nobody reports that; only that nothing is needed.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="单位")
    title = models.CharField("任务", max_length=200)
    asked = models.TextField("要求", blank=True)
    basis = models.CharField("依据", max_length=40)
    due_on = models.DateField("最后一日")
    limit = models.CharField("期限代码", max_length=40, blank=True)
    terms = models.JSONField("期限内容", null=True, blank=True)
    since_on = models.DateField("起算日", null=True, blank=True)
    calendar = models.SlugField("日历版本", max_length=40, blank=True)
    about_kind = models.SlugField("对象类别", max_length=20, blank=True)
    about_id = models.UUIDField("对象", null=True, blank=True)
    occasion = models.CharField("缘由", max_length=64, blank=True)  # tells two tasks on one thing apart
    url = models.CharField("页面", max_length=300, blank=True)
    checked = models.BooleanField("由系统核对", default=False)
    given_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="下达人")
    given_on = models.DateField("下达日期")
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    report = models.TextField("报告", blank=True)
    reported_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="报告人")
    reported_on = models.DateField("报告日期", null=True)
    closed_on = models.DateField("办结日期", null=True)

    class Meta:
        verbose_name = "任务"
        ordering = ("due_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="assignment_number_once"),
            models.UniqueConstraint(
                fields=("about_kind", "about_id", "basis", "occasion"),
                condition=Q(status__in=sorted(OPEN)) & Q(about_id__isnull=False),
                name="assignment_open_once",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("reported", "accepted")) | (~Q(report="") & Q(reported_on__isnull=False)),
                name="assignment_says_what",
            ),
        )
        indexes = (
            models.Index(fields=("unit", "due_on", "id"), name="assignment_by_unit"),
            models.Index(
                fields=("due_on", "id"), name="assignment_to_do", condition=Q(status__in=("given", "returned"))
            ),
            models.Index(fields=("about_kind", "about_id"), name="assignment_about"),
        )

    def get_absolute_url(self) -> str:
        return reverse("workbench:assignment", args=[self.pk])

    def get_status_display(self) -> str:
        return str(AssignmentStatus(self.status).label)

    def ended_on(self) -> dt.date | None:
        """The day on which the unit was done with it, or the office withdrew it; None while the unit has it."""
        if self.status in TO_DO:
            return None
        if self.status in (AssignmentStatus.REPORTED, AssignmentStatus.ACCEPTED):
            return self.reported_on
        return self.closed_on

    def days_late(self, today: dt.date) -> int:
        """How many days past its last day the unit had it or still has it; 0 in time. Computed, so never erased."""
        return max(0, ((self.ended_on() or today) - self.due_on).days)


class AssignmentFile(StoredFile):
    """附件 of a report."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="files")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "任务附件"
        ordering = ("kept_at", "id")


class Reminder(Record):
    """提醒 sent to a unit of one assignment: each stage once (ACC-13-a)."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reminders")
    stage = models.CharField("提醒", max_length=10, choices=Stage.choices)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+", verbose_name="通知")
    sent_on = models.DateField("提醒日期")

    class Meta:
        verbose_name = "任务提醒"
        constraints = (models.UniqueConstraint(fields=("assignment", "stage"), name="assignment_reminded_once"),)
