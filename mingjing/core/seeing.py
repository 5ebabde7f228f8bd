"""For whom the database shows sealed rows. Row-level security on those tables asks this, whatever a query forgets.

Outside `with seeing(...)` they show nothing to anybody: the serving role owns no table, and the owner obeys too.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SETTING = "mingjing.viewer"
SYSTEM = "system"  # sweeps, filing and checks: code that shows nothing to anybody


@contextmanager
def seeing(*tags: str) -> Iterator[None]:
    """Show, while the block runs, the rows granted to any of `tags`; before and after, what was shown before."""
    before = getattr(connection, "seen_by", "")
    _see(",".join(tags))
    try:
        yield
    finally:
        # After a failed statement nothing can be set, and nothing need be: the rollback sets it back.
        if not connection.needs_rollback:
            _see(before)
        connection.seen_by = before  # type: ignore[attr-defined]


def _see(whom: str) -> None:
    if whom == getattr(connection, "seen_by", ""):  # within a block for the same person
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, whom])
    connection.seen_by = whom  # type: ignore[attr-defined]
