"""The append-only record of every state change, hash-chained per case."""

import pgtrigger
from django.db import models

from mingjing.core.models import Record


class Chain(models.Model):
    """The head of one case's chain: how many entries there must be and what the last one hashes to."""

    case_id = models.UUIDField(primary_key=True)
    kind = models.CharField("类别", max_length=40)
    length = models.PositiveIntegerField("条数")
    head = models.CharField("末条摘要", max_length=64)

    class Meta:
        verbose_name = "链头"
        triggers = (pgtrigger.Protect(name="chain_stays", operation=pgtrigger.Delete),)


class Entry(Record):
    """台账条目: who, when, which step, on what article, why, before and after. Never edited, never removed (X-01)."""

    kind = models.CharField("类别", max_length=40)
    case_id = models.UUIDField("事项")
    number = models.CharField("编号", max_length=64)
    seq = models.PositiveIntegerField("序号")
    step = models.CharField("步骤", max_length=40)
    basis = models.CharField("依据", max_length=40, blank=True)
    by_id = models.UUIDField("操作人", null=True)
    by = models.CharField("操作人姓名", max_length=60)
    reason = models.TextField("理由", blank=True)
    before = models.JSONField("变更前")
    after = models.JSONField("变更后")
    at = models.DateTimeField("时间")
    previous = models.CharField("前一条摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "台账条目"
        ordering = ("case_id", "seq")
        constraints = (models.UniqueConstraint(fields=("case_id", "seq"), name="entry_seq_once"),)
        indexes = (
            models.Index(fields=("by_id", "at"), name="entry_by_person"),
            models.Index(fields=("-at", "-id"), name="entry_newest"),
        )
        triggers = (
            pgtrigger.Protect(name="entry_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="entry_no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'pgtrigger: the ledger is append-only';",
            ),
        )


class NumberSeries(models.Model):
    """编号序列: one row counts, and whoever takes a number holds it until the case is stored. No gaps (CMP-7-1c)."""

    name = models.CharField("序列", max_length=40, primary_key=True)
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = "编号序列"
