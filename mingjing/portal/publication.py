"""Publishing a page: rendered once when what it shows changes, kept as a file and its gzip, replaced in one move."""

import gzip
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import resolve, reverse
from django.utils import translation

from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.people.models import Unit
from mingjing.regulations.enums import PackStatus
from mingjing.regulations.models import Regulation
from mingjing.rules import packs

INDEX = "index.html"


def _power(number: str) -> Iterator[str]:
    item = PowerItem.objects.filter(number=number).select_related("unit").first()
    yield reverse("portal:power", args=[number])
    for no in PowerVersion.objects.filter(item__number=number).values_list("no", flat=True):
        yield reverse("portal:power_version", args=[number, no])
    if item:
        yield item.unit.get_absolute_url()
    yield from _listings("")


def _regulation(slug: str) -> Iterator[str]:
    yield reverse("portal:regulations")
    yield reverse("portal:regulation", args=[slug])
    pack = packs.load(slug)
    yield from (reverse("portal:article", args=[slug, article]) for article in pack.articles)


def _listings(_key: str) -> Iterator[str]:
    yield from (reverse(f"portal:{name}") for name in ("home", "powers", "units", "changes"))


ADDRESSES: dict[str, Callable[[str], Iterator[str]]] = {
    "power": _power,
    "unit": lambda code: iter((reverse("portal:unit", args=[code]), reverse("portal:units"))),
    "home": _listings,
    "powers": _listings,
    "regulation": _regulation,
}


def render(kind: str, key: str) -> int:
    """Publish every page that shows what changed; how many. Pages whose content is gone are removed."""
    return sum(_publish(address) for address in dict.fromkeys(ADDRESSES[kind](key)))


def addresses() -> Iterator[str]:
    """Every address that is published as a file."""
    yield from _listings("")
    for code in Unit.objects.order_by("code").values_list("code", flat=True):
        yield reverse("portal:unit", args=[code])
    for number in catalogue.public().order_by("number").values_list("number", flat=True):
        yield from (address for address in _power(number) if address.startswith(reverse("portal:power", args=[number])))
    yield reverse("portal:regulations")
    for slug in Regulation.objects.exclude(status=PackStatus.DRAFT).values_list("number", flat=True):
        yield from _regulation(slug)


def rebuild() -> int:
    """Publish every page anew and remove files that no address stands for; how many pages."""
    wanted = list(dict.fromkeys(addresses()))
    written = sum(_publish(address) for address in wanted)
    kept = {file_of(address) for address in wanted}
    for found in list(Path(settings.PUBLIC_DIR).rglob(INDEX)):
        if found not in kept:
            _remove(found)
    return written


def file_of(address: str) -> Path | None:
    """Where the page of an address is kept; None for what is never published."""
    if not address.endswith("/") or ".." in address or "\x00" in address:
        return None
    return Path(settings.PUBLIC_DIR, *address.strip("/").split("/"), INDEX)


def _publish(address: str) -> bool:
    target = file_of(address)
    if target is None:
        raise ValueError(f"{address} is not the address of a page")
    try:
        content = _rendered(address)
    except Http404:
        _remove(target)
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_bytes() != content:
        _replace(target.with_name(INDEX + ".gz"), gzip.compress(content, mtime=0))
        _replace(target, content)
    return True


def _rendered(address: str) -> bytes:
    """The page as a visitor without cookies gets it."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    view, words, named = resolve(address)
    with translation.override(settings.LANGUAGE_CODE):
        return view(request, *words, **named).content


def _replace(target: Path, content: bytes) -> None:
    """Write beside and rename: a reader sees the old page or the new one, never half."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(target)


def _remove(target: Path) -> None:
    for path in (target, target.with_name(INDEX + ".gz")):
        path.unlink(missing_ok=True)
