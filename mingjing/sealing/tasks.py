"""Work of the part that comes with the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.sealing.services import openings, persons

OFTEN = "*/10 * * * *"


@app.periodic(cron=OFTEN)
@app.task(name="sealing.expire", queue="sweep", queueing_lock="sealing.expire")
def expire(timestamp: int) -> None:
    """End openings whose day is over, and the keys of those who left."""
    openings.sweep(at=timezone.now())
    persons.retire_left(at=timezone.now())
