"""Work of the part that waits in the queue, or comes with the clock. The queue counts in UTC."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.accountability.services import exporting

NIGHTLY = "35 18 * * *"


@app.task(name=exporting.TASK, queue=exporting.QUEUE)
def export_case(export: str) -> None:
    """Make the file of an export."""
    exporting.run(UUID(export), at=timezone.now())


@app.periodic(cron=NIGHTLY)
@app.task(name="accountability.exports", queue="sweep", queueing_lock="accountability.exports")
def forget_exports(timestamp: int) -> None:
    """Remove the files of old exports."""
    exporting.forget(at=timezone.now())
