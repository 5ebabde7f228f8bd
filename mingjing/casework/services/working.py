"""Long work that can be watched and that two workers never do at once.

Both rest on a connection of their own: what it writes is seen while the work's transaction is still open, and the
lock it holds is gone the moment its process dies, so that another one may begin again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

TELL = "UPDATE casework_batch SET done = %s WHERE id = %s AND done < %s"


class Line:
    """The way to say how far a batch has come."""

    def __init__(self, cursor: object, batch: UUID) -> None:
        self.cursor, self.batch, self.done = cursor, batch, 0

    def tell(self, done: int) -> None:
        """Say that `done` percent are done, where that is news."""
        if done > self.done:
            self.done = done
            self.cursor.execute(TELL, [done, self.batch, done])  # type: ignore[attr-defined]


@contextmanager
def alone(key: UUID) -> Iterator[Line | None]:
    """A line for the only one who works on `key` now; None if somebody else does."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key.int & (1 << 63) - 1])
            yield Line(cursor, key) if cursor.fetchone()[0] else None
    finally:
        other.close()


def is_worked_on(key: UUID) -> bool:
    """True if some worker holds the lock of `key`."""
    with alone(key) as line:
        return line is None
