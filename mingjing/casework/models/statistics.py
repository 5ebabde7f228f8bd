"""运行统计: what matters of a version came to in a month, so that no page counts matters one by one.

Every row can be made again from the matters (`services.statistics`). A month of a version is rewritten as a whole
when one of its matters changed: the triggers of `Matter` leave a mark for it.
"""

import pgtrigger
from django.db import models

from mingjing.casework.enums import StrayKind
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.people.models import Unit

_MONTHS = """
INSERT INTO casework_runmark (version_id, month)
SELECT DISTINCT f.version_id, date_trunc('month', f.at AT TIME ZONE 'Asia/Shanghai')::date FROM ({facts}) f
WHERE f.at IS NOT NULL; RETURN NULL;"""
_ROWS = """
SELECT version_id, opened_at AS at FROM {rows}
UNION ALL SELECT version_id, closed_at FROM {rows} WHERE state = 'finished'"""
# Of matters that run, only those whose beginning or version changed: the daily sweep judges them all.
_CHANGED = """
SELECT v.version_id, v.at FROM old_rows o JOIN new_rows n ON n.id = o.id,
    LATERAL (VALUES (o.version_id, o.opened_at), (n.version_id, n.opened_at)) AS v(version_id, at)
    WHERE (o.version_id, o.opened_at) IS DISTINCT FROM (n.version_id, n.opened_at)
UNION ALL SELECT version_id, closed_at FROM old_rows WHERE state = 'finished'
UNION ALL SELECT version_id, closed_at FROM new_rows WHERE state = 'finished'"""


def _marking(name: str, operation: pgtrigger.Operation, facts: str, **tables: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=_MONTHS.format(facts=facts),
    )


# On `Matter`: whoever writes it, the months it stood in and stands in are marked in the same transaction.
MARKING = (
    _marking("matter_marks_new", pgtrigger.Insert, _ROWS.format(rows="new_rows"), new="new_rows"),
    _marking("matter_marks_changed", pgtrigger.Update, _CHANGED, old="old_rows", new="new_rows"),
    _marking("matter_marks_gone", pgtrigger.Delete, _ROWS.format(rows="old_rows"), old="old_rows"),
)


class Monthly(models.Model):
    """A month of one version of a power; `month` is its first day in China."""

    id = models.BigAutoField(primary_key=True)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(PowerItem, models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey(PowerVersion, models.CASCADE, related_name="+", db_index=False)
    month = models.DateField("月份")

    class Meta:
        abstract = True


class MonthRun(Monthly):
    """每月运行: matters opened in the month, and of those that ended in it how many were what."""

    opened = models.PositiveIntegerField("开始", default=0)
    ended = models.PositiveIntegerField("办结", default=0)
    timed = models.PositiveIntegerField("有期限", default=0)
    late = models.PositiveIntegerField("超期", default=0)
    deviating = models.PositiveIntegerField("偏离", default=0)
    undecided = models.PositiveIntegerField("未判定", default=0)
    added = models.PositiveIntegerField("增加环节", default=0)
    skipped = models.PositiveIntegerField("缺少环节", default=0)
    demanded = models.PositiveIntegerField("增加条件或材料", default=0)
    judged_at = models.DateTimeField("最后判定", null=True)

    class Meta:
        verbose_name = "每月运行"
        constraints = (models.UniqueConstraint(fields=("version", "month"), name="month_run_once"),)
        indexes = (
            models.Index(fields=("item", "month"), name="month_run_of_item"),
            models.Index(fields=("unit", "month"), name="month_run_of_unit"),
        )


class TimeRun(Monthly):
    """用时分布: how many took so long in the month. Sums of these are exact, so medians over months are too.

    `node` empty: the whole matter. `counted_in`: in what `used` is counted, empty for working days without a limit.
    """

    node = models.CharField("元素标识", max_length=120, blank=True)
    counted_in = models.CharField("单位", max_length=12, blank=True)
    used = models.PositiveIntegerField("用时")
    done = models.PositiveIntegerField("件数")
    late = models.PositiveIntegerField("超时")

    class Meta:
        verbose_name = "用时分布"
        constraints = (
            models.UniqueConstraint(fields=("version", "month", "node", "counted_in", "used"), name="time_run_once"),
        )
        indexes = (
            models.Index(fields=("item", "month"), name="whole_run_of_item", condition=models.Q(node="")),
            models.Index(fields=("unit", "month"), name="whole_run_of_unit", condition=models.Q(node="")),
        )


class StrayRun(Monthly):
    """偏离统计: one way of leaving the chart in the month. `anywhere`: the same step wherever it was added or skipped.

    `node`: the step skipped, or the one after which the other was added; empty: at the very start.
    """

    kind = models.CharField("类别", max_length=10, choices=StrayKind.choices)
    name = models.CharField("名称", max_length=200)
    node = models.CharField("元素标识", max_length=120, blank=True)
    after = models.CharField("其后", max_length=200, blank=True)
    anywhere = models.BooleanField("不论位置", default=False)
    times = models.PositiveIntegerField("次数")
    matters = models.PositiveIntegerField("件数")

    class Meta:
        verbose_name = "偏离统计"
        indexes = (
            models.Index(fields=("version", "month"), name="stray_run_of_version"),
            models.Index(fields=("item", "month"), name="stray_run_of_item", condition=models.Q(anywhere=True)),
            models.Index(fields=("unit", "month"), name="stray_run_of_unit", condition=models.Q(anywhere=True)),
        )


class RunMark(models.Model):
    """待重算: a month of a version whose matters changed since it was counted. Written by triggers, never by hand."""

    id = models.BigAutoField(primary_key=True)
    version_id = models.UUIDField("版本")
    month = models.DateField("月份")

    class Meta:
        verbose_name = "待重算"
