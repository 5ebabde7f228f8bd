"""Published pages: asking for one to be rendered again, and taking one away at once. The portal says which they are."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from procrastinate.contrib.django import app

RENDER = "portal.render"
INDEX, PACKED = "index.html", ".gz"
DOWNLOADS = (".bpmn", ".json", ".atom", ".svg")  # published as they are; a page is an index.html in its own folder

# What kind of change shows on which addresses; the portal fills it, since parts below know no addresses.
ADDRESSES: dict[str, Callable[[str], Iterator[str]]] = {}


def publish(kind: str, key: str = "") -> None:
    """Render the page of `kind` and `key` anew once the open transaction commits: the job is a row in it."""
    app.configure_task(RENDER, queue="pages", lock=f"{kind}:{key}").defer(kind=kind, key=key)


def withdraw(kind: str, key: str = "") -> None:
    """Remove the files of every page that shows it, now. Until they are rendered again each is made on demand."""
    for address in ADDRESSES[kind](key):
        target = file_of(address)
        if target:
            remove(target)


def file_of(address: str) -> Path | None:
    """Where the page or download of an address is kept; None for what is never published."""
    if ".." in address or "\x00" in address or not address.endswith(("/", *DOWNLOADS)):
        return None
    place = Path(settings.PUBLIC_DIR, *address.strip("/").split("/"))
    return place / INDEX if address.endswith("/") else place


def packed(target: Path) -> Path:
    """The gzip of a published file, beside it."""
    return target.with_name(target.name + PACKED)


def remove(target: Path) -> None:
    """Remove a published file and its gzip; nothing to do if they are gone."""
    for path in (target, packed(target)):
        path.unlink(missing_ok=True)
