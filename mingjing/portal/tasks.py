"""Work of the portal that waits in the queue."""

from procrastinate.contrib.django import app

from mingjing.core.pages import RENDER
from mingjing.portal import publication


@app.task(name=RENDER, queue="pages")
def render(kind: str, key: str) -> None:
    """Publish the pages that show what changed."""
    publication.render(kind, key)
