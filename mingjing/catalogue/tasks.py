"""Work of the part that waits in the queue."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.catalogue.services import changes, importing


@app.task(name=changes.TASK, queue=changes.QUEUE, retry=3)
def spread_change(event: str) -> None:
    """Give the revision tasks of a change to the powers that have none yet."""
    changes.spread(UUID(event), at=timezone.now())


@app.task(name=importing.TASK, queue=importing.QUEUE)
def import_powers(work: str) -> None:
    """Look a workbook of powers through, or take it in once it is confirmed."""
    importing.run(UUID(work), at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="catalogue.revive", queue=importing.QUEUE, queueing_lock="catalogue.revive")
def revive_imports(timestamp: int) -> None:
    """Begin imports again whose worker died."""
    importing.revive(at=timezone.now())
