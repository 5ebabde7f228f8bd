"""Work of the portal that waits in the queue, and what it does by itself every hour."""

from django.utils import timezone
from procrastinate.contrib.django import app

from mingjing.core.pages import RENDER
from mingjing.portal import ageing, publication, refreshing


@app.task(name=RENDER, queue="pages")
def render(kind: str, key: str) -> None:
    """Publish the pages that show what changed."""
    publication.render(kind, key)


@app.periodic(cron="7 * * * *")
@app.task(name="portal.refresh", queue="pages", lock="portal.refresh", queueing_lock="portal.refresh")
def refresh(timestamp: int) -> None:
    """Bring the figures of home and of busy powers up to date; after midnight in China, the day on home too."""
    refreshing.refresh()


@app.periodic(cron="20 16,22 * * *")  # after midnight in China, and once more in case the worker was down
@app.task(name="portal.ageing", queue="pages", lock="portal.refresh", queueing_lock="portal.ageing")
def age(timestamp: int) -> None:
    """Let pages that have turned old say so, and those that are fresh again be silent."""
    ageing.refresh(today=timezone.localdate())
