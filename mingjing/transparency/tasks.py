"""Work of the part that comes with the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.transparency.services import batches

# On the full hour, and again in case the worker was down just then: an hour that has its batch gets no second one.
CLOSING = "*/10 * * * *"


@app.periodic(cron=CLOSING)
@app.task(name="transparency.close", queue="sweep", queueing_lock="transparency.close")
def close_batch(timestamp: int) -> None:
    """Close what was committed to in the hours before this one."""
    batches.close(at=timezone.now())
