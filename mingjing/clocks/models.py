"""Statutory limits running on cases."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from mingjing.core.models import Case, Record


class Clock(Case):
    """期限: one limit on one case. `due_on` follows the chosen reading of 日, `other_on` the other one (GAP-01)."""

    case_id = models.UUIDField("事项")
    case_kind = models.CharField("事项类别", max_length=40)
    unit_id = models.UUIDField("单位", db_index=True)
    limit = models.CharField("期限代码", max_length=40)
    terms = models.JSONField("期限内容")  # the limit as it was when the clock started: later packs change nothing
    pack = models.SlugField("法规版本", max_length=40)
    calendar = models.SlugField("日历版本", max_length=40)
    started_on = models.DateField("起算日")
    due_on = models.DateField("最后一日")
    other_on = models.DateField("另一种算法", null=True)
    provisional = models.BooleanField("暂定", default=False)
    extended_to = models.DateField("批准延至", null=True)  # a day that was approved: no recount moves it
    stopped_on = models.DateField("办结日", null=True)
    breached_on = models.DateField("逾期日", null=True)

    class Meta:
        verbose_name = "期限"
        constraints = (
            models.UniqueConstraint(fields=("case_id", "limit"), name="clock_once_per_limit"),
            models.CheckConstraint(condition=Q(due_on__gte=F("started_on")), name="clock_due_after_start"),
        )
        indexes = (
            models.Index(
                fields=("due_on", "id"),
                name="clock_running",
                condition=Q(stopped_on=None, breached_on=None),
            ),
            models.Index(
                fields=("case_kind", "-breached_on", "-id"),
                name="clock_breached",
                condition=Q(breached_on__isnull=False),
            ),
        )
        triggers = (
            pgtrigger.Protect(  # a breach is an event: closing, handing on, new rules and new calendars leave it
                name="breach_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__breached_on__isnull=False, new__breached_on__df=pgtrigger.F("old__breached_on")
                ),
            ),
            pgtrigger.Protect(
                name="breached_clock_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__breached_on__isnull=False),
            ),
        )


class Pause(Record):
    """中止: days between that do not count, only on a ground the limit or the chart lists."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    ground = models.CharField("法定事由", max_length=100)

    class Meta:
        verbose_name = "中止"
        constraints = (
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="pause_in_order"),
            models.UniqueConstraint(fields=("clock",), condition=Q(until_on=None), name="one_open_pause"),
        )
