"""Work of the part that waits in the queue, or comes with the clock."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.casework.services import importing, mapping, statistics
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


@app.task(name=mapping.TASK, queue=mapping.QUEUE, retry=2)
def judge_again(item: str) -> None:
    """Judge a power's matters by its new mapping."""
    mapping.judge_again(UUID(item), at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="casework.revive", queue=importing.QUEUE, queueing_lock="revive")
def revive_imports(timestamp: int) -> None:
    """Begin imports again whose worker died."""
    importing.revive(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="casework.statistics", queue="sweep", queueing_lock="statistics")
def count_again(timestamp: int) -> None:
    """Count the months again whose matters changed in the last minute."""
    statistics.refresh()
