"""Work of the part that comes with the clock. The queue counts in UTC."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.filings.services import reminding


@app.periodic(cron="20 0,5 * * *")  # twenty past eight in China, and once more after noon in case the worker was down
@app.task(name="filings.remind", queue="sweep", queueing_lock="filings.remind")
def remind(timestamp: int) -> None:
    """Tell units what they have to hand in."""
    reminding.sweep(today=timezone.localdate(), at=timezone.now())
