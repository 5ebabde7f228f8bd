"""Asking for a public page to be rendered again. Parts call this; the portal does it."""

from procrastinate.contrib.django import app

RENDER = "portal.render"


def publish(kind: str, key: str = "") -> None:
    """Render the page of `kind` and `key` anew once the open transaction commits: the job is a row in it."""
    app.configure_task(RENDER, queue="pages", lock=f"{kind}:{key}").defer(kind=kind, key=key)
