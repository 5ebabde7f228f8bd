"""Long work on batches that can be watched and that two workers never do at once."""

from contextlib import AbstractContextManager
from uuid import UUID

from mingjing.casework.models import Batch
from mingjing.core import working
from mingjing.core.working import Line

__all__ = ["Line", "alone", "is_worked_on"]


def alone(key: UUID) -> AbstractContextManager[Line | None]:
    """A line for the only one who works on the batch `key` now; None if somebody else does."""
    return working.alone(Batch, key)


def is_worked_on(key: UUID) -> bool:
    """True if some worker holds the lock of `key`."""
    return working.is_worked_on(Batch, key)
