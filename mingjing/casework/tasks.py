"""Work of the part that waits in the queue, or comes with the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.casework.services.sweeping import sweep

# Ten past midnight in China, and once more before office hours in case the worker was down. The queue counts in UTC.
DAILY = "10 16,22 * * *"


@app.periodic(cron=DAILY)
@app.task(name="casework.sweep", queue="sweep", queueing_lock="sweep")
def sweep_daily(timestamp: int) -> None:
    """Write what the day has brought."""
    sweep(today=timezone.localdate(), at=timezone.now())
