"""Work of the part that comes with the clock. The queue counts in UTC."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.assignments import reminding


@app.periodic(cron="25 0,5 * * *")  # 8:25 in China, and once more after noon in case the worker was down
@app.task(name="assignments.remind", queue="sweep", queueing_lock="assignments.remind")
def remind(timestamp: int) -> None:
    """Tell units what they have to do."""
    reminding.sweep(today=timezone.localdate(), at=timezone.now())
