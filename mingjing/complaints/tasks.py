"""Work of the part that comes with the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.complaints.services import sweeping


@app.periodic(cron="40 * * * *")
@app.task(name="complaints.files", queue="sweep", queueing_lock="complaints.files")
def forget_files(timestamp: int) -> None:
    """Remove what was uploaded with forms that were never filed."""
    sweeping.forget_files(at=timezone.now())
