"""Long work that can be watched and that two workers never do at once.

Both rest on a connection of their own: what it writes is seen while the work's transaction is still open, and the
lock it holds is gone the moment its process dies, so that another one may begin again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

TELL = "UPDATE {table} SET done = %s WHERE id = %s AND done < %s"


class Line:
    """The way to say how far a piece of work has come."""

    def __init__(self, cursor: Any, table: str, key: UUID) -> None:
        self.cursor, self.key, self.done = cursor, key, 0
        self.tell_sql = TELL.format(table=table)

    def tell(self, done: int) -> None:
        """Say that `done` percent are done, where that is news."""
        if done > self.done:
            self.done = done
            self.cursor.execute(self.tell_sql, [done, self.key, done])

    def share(self, start: int, end: int) -> Any:
        """Say progress through one part of the work, as (done, of), as progress of the whole."""
        return lambda done, of: self.tell(start + (end - start) * min(done, of) // max(of, 1))


@contextmanager
def alone(model: type[Model], key: UUID) -> Iterator[Line | None]:
    """A line for the only one who works on the row `key` now; None if somebody else does. The row has a `done`."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key.int & (1 << 63) - 1])
            yield Line(cursor, model._meta.db_table, key) if cursor.fetchone()[0] else None
    finally:
        other.close()


def is_worked_on(model: type[Model], key: UUID) -> bool:
    """True if some worker holds the lock of `key`."""
    with alone(model, key) as line:
        return line is None
