"""Columns that every part shares. This module knows no domain."""

import datetime as dt
import uuid

from django.db import models
from uuid_utils.compat import uuid7 as _uuid7


def uuid7() -> uuid.UUID:
    """A time-ordered key, made by the application so that rows may leave one database."""
    return _uuid7()


def uuid7_at(at: dt.datetime) -> uuid.UUID:
    """A time-ordered key that tells `at` and no other moment: an event of which the hour alone is kept has no minute
    in its key either."""
    return _uuid7(timestamp=int(at.timestamp()), nanos=at.microsecond * 1000)


class Record(models.Model):
    """A row with a UUIDv7 key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class Case(Record):
    """Something that moves through states by `ledger.take` and by nothing else."""

    number = models.CharField("编号", max_length=64)
    status = models.CharField("状态", max_length=20)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class StoredFile(Record):
    """A kept upload (`core.uploads`): the row tells what it is, the file lies under its digest."""

    name = models.CharField("文件名", max_length=120)
    kind = models.CharField("类型", max_length=100)
    digest = models.CharField("摘要", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    scanned = models.BooleanField("经病毒检查", default=False)
    kept_at = models.DateTimeField("收到时间")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
