"""What waits for the public log, and the batches that prove a filing. Nothing here can be taken back."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact

from mingjing.core.models import Record
from mingjing.transparency.commitments import STEP
from mingjing.transparency.tree import HASH

PLACED = """
IF NEW.commitment IS DISTINCT FROM (
    SELECT substring(b.commitments FROM NEW.position * 32 + 1 FOR 32)
    FROM transparency_batch b WHERE b.id = NEW.batch_id
) THEN
    RAISE EXCEPTION 'pgtrigger: a slot stands where its batch holds its commitment';
END IF;
RETURN NEW;
"""


def _kept(name: str) -> pgtrigger.Trigger:
    """Refuses to empty a table."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'pgtrigger: the log is append-only';",
    )


def _once(name: str, condition: pgtrigger.Condition) -> pgtrigger.Trigger:
    """Refuses a change of the rows that the condition names."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=condition)


def _length(column: str) -> models.Func:
    return models.Func(F(column), function="octet_length", output_field=models.IntegerField())


class OutboxLeaf(Record):
    """待入日志的记录: a leaf, written in one transaction with what it tells of. The sequencer sets `idx`, once."""

    act = models.CharField("行为", max_length=20)
    data = models.BinaryField("记录")
    at = models.DateTimeField("时间")
    idx = models.PositiveBigIntegerField("日志序号", null=True, unique=True)

    class Meta:
        verbose_name = "待入日志的记录"
        ordering = ("at", "id")
        indexes = (
            models.Index(fields=("at", "id"), name="leaf_oldest"),
            models.Index(fields=("id",), name="leaf_waiting", condition=Q(idx=None)),
        )
        triggers = (
            pgtrigger.Protect(name="leaf_stays", operation=pgtrigger.Delete),
            _once("leaf_same", pgtrigger.AnyChange(exclude=["idx"])),
            _once("leaf_indexed_once", pgtrigger.Q(old__idx__isnull=False)),
            _kept("leaf_no_truncate"),
        )


class Batch(Record):
    """承诺批次: what was committed to before `hour`, in random order among dummies, under one root."""

    hour = models.DateTimeField("整点", unique=True)
    size = models.PositiveIntegerField("格数")
    root = models.BinaryField("树根")
    commitments = models.BinaryField("承诺值")  # of every slot in turn, dummies too: they are public anyway
    late = models.PositiveIntegerField(
        "迟到的格数", default=0
    )  # told to the auditor only; the public counts from promises
    leaf = models.OneToOneField(OutboxLeaf, models.PROTECT, related_name="batch", verbose_name="日志记录")

    class Meta:
        verbose_name = "承诺批次"
        ordering = ("-hour",)
        constraints = (
            models.CheckConstraint(condition=Exact(F("size") % STEP, 0) & Q(size__gt=0), name="batch_padded"),
            models.CheckConstraint(condition=Exact(_length("commitments"), F("size") * HASH), name="batch_whole"),
            models.CheckConstraint(condition=Exact(_length("root"), HASH), name="batch_root_length"),
        )
        triggers = (
            pgtrigger.Protect(name="batch_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            _kept("batch_no_truncate"),
        )

    @property
    def slots_in_order(self) -> list[bytes]:
        """The commitments, one after the other."""
        data = bytes(self.commitments)
        return [data[at : at + HASH] for at in range(0, len(data), HASH)]


class Slot(models.Model):
    """承诺格: one event of a case, committed to. It gets its place in a batch once; nothing else of it ever changes.

    The key is random, not of time: a stolen database tells the hour of a filing and not the second.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField("事项")
    event = models.CharField("事件", max_length=40)
    day = models.DateField("日期")
    hour = models.DateTimeField("整点")
    commitment = models.BinaryField("承诺值")
    sealed_salt = models.BinaryField("封存的随机数")  # only its reader opens it
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="slots", verbose_name="批次")
    position = models.PositiveIntegerField("位置", null=True)

    class Meta:
        verbose_name = "承诺格"
        constraints = (
            models.UniqueConstraint(fields=("batch", "position"), name="slot_place_once"),
            models.CheckConstraint(
                condition=Q(batch=None, position=None) | Q(batch__isnull=False, position__isnull=False),
                name="slot_placed_or_not",
            ),
            models.CheckConstraint(condition=Exact(_length("commitment"), HASH), name="slot_commitment_length"),
        )
        indexes = (
            models.Index(fields=("case_id",), name="slot_of_case"),
            models.Index(fields=("hour",), name="slot_waiting", condition=Q(batch=None)),
        )
        triggers = (
            pgtrigger.Protect(name="slot_stays", operation=pgtrigger.Delete),
            _once("slot_same", pgtrigger.AnyChange(exclude=["batch", "position"])),
            _once("slot_placed_once", pgtrigger.Q(old__batch__isnull=False)),
            pgtrigger.Trigger(
                name="slot_in_its_place",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__batch__isnull=False),
                func=PLACED,
            ),
            _kept("slot_no_truncate"),
        )
