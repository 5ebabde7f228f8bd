"""Work of the part that comes with the clock, or waits in the queue."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.supervision.services import gaps

# After the sweep of cases, which gives the signals; once more before office hours. The queue counts in UTC.
DAILY = "40 16,22 * * *"


@app.task(name=gaps.TASK, queue=gaps.QUEUE)
def sweep_gaps_now() -> None:
    """Keep what is lacking now: somebody asked."""
    gaps.sweep(today=timezone.localdate(), at=timezone.now())


@app.periodic(cron=DAILY)
@app.task(name="supervision.gaps", queue="sweep", queueing_lock="gaps")
def sweep_gaps(timestamp: int) -> None:
    """Keep what is lacking today."""
    gaps.sweep(today=timezone.localdate(), at=timezone.now())
