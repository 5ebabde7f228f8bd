"""Work of the part that comes with the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.disclosure.services import linking


@app.periodic(cron="30 17 * * *")  # half past one at night in China
@app.task(name="disclosure.links", queue="sweep", queueing_lock="disclosure.links")
def check_links(timestamp: int) -> None:
    """Ask the addresses on units' own portals whether they answer."""
    linking.check_all(at=timezone.now())
