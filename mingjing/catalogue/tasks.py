"""Work of the part that waits in the queue."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.catalogue.services import changes


@app.task(name=changes.TASK, queue=changes.QUEUE, retry=3)
def spread_change(event: str) -> None:
    """Give the revision tasks of a change to the powers that have none yet."""
    changes.spread(UUID(event), at=timezone.now())
