"""Work of the part that waits in the queue, or comes with the clock."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.casework.services import importing, runs, statistics
from mingjing.casework.services.sweeping import sweep

# Ten past midnight in China, and once more before office hours in case the worker was down. The queue counts in UTC.
DAILY = "10 16,22 * * *"


@app.periodic(cron=DAILY)
@app.task(name="casework.sweep", queue="sweep", queueing_lock="sweep")
def sweep_daily(timestamp: int) -> None:
    """Write what the day has brought."""
    sweep(today=timezone.localdate(), at=timezone.now())


@app.task(name=importing.TASK, queue=importing.QUEUE)
def import_batch(batch: str) -> None:
    """Read an uploaded log and take it in."""
    importing.run(UUID(batch), at=timezone.now())


@app.task(name=runs.TASK, queue=runs.QUEUE)
def judge_run(run: str) -> None:
    """Go on with a run over matters."""
    runs.go_on(UUID(run), now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="casework.revive", queue=importing.QUEUE, queueing_lock="revive")
def revive_imports(timestamp: int) -> None:
    """Begin imports and runs over matters again whose worker died."""
    importing.revive(at=timezone.now())
    runs.revive(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="casework.statistics", queue="sweep", queueing_lock="statistics")
def count_again(timestamp: int) -> None:
    """Count the months again whose matters changed in the last minute."""
    statistics.refresh()
