"""报送: what one unit owes for a task, the last days that ran for it, and the reminders it was sent."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mingjing.core.models import Case, Record
from mingjing.filings.enums import FilingStatus, Stage, TermEnd
from mingjing.filings.models.tasks import FilingTask
from mingjing.filings.workflow import TO_DO
from mingjing.people.models import Notice, Official, Unit


class Filing(Case):
    """报送: `due_on` is the last day that runs now, or ran last; every one that ever ran is a `Term`.

    `excused`: whether somebody found that the delay had a good reason; None where nobody said. It moves nothing, and
    the days late stay.
    """

    task = models.ForeignKey(FilingTask, models.PROTECT, related_name="filings", verbose_name="报送任务")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="filings", verbose_name="单位")
    due_on = models.DateField("最后一日")
    filed_on = models.DateField("报送日期", null=True, blank=True)  # the last time
    closed_on = models.DateField("办结日期", null=True, blank=True)
    excused = models.BooleanField("迟报有正当理由", null=True, blank=True)
    excused_for = models.TextField("认定的理由", blank=True)
    excused_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name="认定人")
    excused_on = models.DateField("认定日期", null=True, blank=True)

    class Meta:
        verbose_name = "报送"
        ordering = ("due_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="filing_number_once"),
            models.UniqueConstraint(fields=("task", "unit"), name="filing_once_per_unit"),
            models.CheckConstraint(
                condition=~Q(status__in=("filed", "accepted")) | Q(filed_on__isnull=False), name="filing_filed_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(excused=None) | (~Q(excused_for="") & Q(excused_on__isnull=False)),
                name="filing_excused_for_a_reason",
            ),
        )
        indexes = (
            models.Index(fields=("unit", "due_on", "id"), name="filing_by_unit"),
            models.Index(fields=("due_on", "id"), name="filing_by_due"),
            models.Index(fields=("due_on", "id"), name="filing_to_do", condition=Q(status__in=("to_file", "returned"))),
        )

    def get_absolute_url(self) -> str:
        return reverse("workbench:filing", args=[self.pk])

    def get_status_display(self) -> str:
        return str(FilingStatus(self.status).label)

    @property
    def to_do(self) -> bool:
        """True while the unit has to hand in."""
        return self.status in TO_DO

    def days_late(self, today: dt.date) -> int:
        """The longest that the unit was or is past a last day that ran, in days; 0 in time.

        Computed from every `Term`, so neither a later last day nor an excuse erases it. Reads `terms` (prefetch them).
        """
        return max((term.days_late(today) for term in self.terms.all()), default=0)

    def late_term(self, today: dt.date) -> "Term | None":
        """The term in which it was or is the longest past the last day; None in time."""
        late = [term for term in self.terms.all() if term.days_late(today)]
        return max(late, key=lambda term: term.days_late(today), default=None)


class Term(Record):
    """期限: a time in which the unit had to hand in, with its last day and how it ended. Then it stays as it is."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="terms")
    due_on = models.DateField("最后一日")
    since_on = models.DateField("起")
    reason = models.TextField("另定的理由", blank=True)
    set_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="定期限的人")
    ended_on = models.DateField("止", null=True, blank=True)
    end = models.CharField("怎样结束", max_length=10, choices=TermEnd.choices, blank=True)

    class Meta:
        verbose_name = "报送期限"
        ordering = ("since_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("filing",), condition=Q(ended_on=None), name="filing_term_one_runs"),
            models.CheckConstraint(
                condition=Q(ended_on=None, end="") | (Q(ended_on__gte=F("since_on")) & ~Q(end="")),
                name="filing_term_ends_somehow",
            ),
        )

    def __str__(self) -> str:
        return f"{self.filing_id} {self.due_on}"

    def days_late(self, today: dt.date) -> int:
        """How many days past the last day it ended, or still runs."""
        return max(0, ((self.ended_on or today) - self.due_on).days)


class Reminder(Record):
    """提醒: what a unit was told of a term, once for each stage."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="reminders")
    stage = models.CharField("阶段", max_length=10, choices=Stage.choices)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="+", verbose_name="通知")
    sent_on = models.DateField("日期")

    class Meta:
        verbose_name = "报送提醒"
        ordering = ("sent_on", "id")
        constraints = (models.UniqueConstraint(fields=("term", "stage"), name="filing_reminded_once"),)

    def __str__(self) -> str:
        return f"{self.term_id} {self.stage}"
