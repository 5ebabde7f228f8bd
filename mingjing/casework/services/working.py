"""Long work on batches that can be watched and that two workers never do at once, and who waits for whom."""

from contextlib import AbstractContextManager
from uuid import UUID

from django.db import connection
from django.db.models import Model

from mingjing.casework.models import Batch
from mingjing.core import working
from mingjing.core.working import Line

__all__ = ["Line", "alone", "alone_with", "hold_mapping", "is_worked_on", "share_mapping"]

MAPPING = 0x6D61_7070_696E_67  # tells this lock from others on the same power


def alone(key: UUID) -> AbstractContextManager[Line | None]:
    """A line for the only one who works on the batch `key` now; None if somebody else does."""
    return working.alone(Batch, key)


def alone_with(model: type[Model], key: UUID) -> AbstractContextManager[Line | None]:
    """The same for a row of any model; its line tells nothing."""
    return working.alone(model, key)


def is_worked_on(key: UUID) -> bool:
    """True if some worker holds the lock of `key`."""
    return working.is_worked_on(Batch, key)


def share_mapping(item: UUID) -> None:
    """Keep the mapping of a power as it is until this transaction ends; others may read it too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_lock_of(item)])


def hold_mapping(item: UUID) -> None:
    """Wait until nobody judges by the mapping of a power, and let nobody begin until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_of(item)])


def _lock_of(item: UUID) -> int:
    """A number that stands for the mapping of a power; one that two powers share only makes one of them wait."""
    return item.int >> 64 & (1 << 63) - 1 ^ MAPPING
