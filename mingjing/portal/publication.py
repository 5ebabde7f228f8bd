"""Publishing a page: rendered once when what it shows changes, kept as a file and its gzip, replaced in one move."""

import gzip
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import resolve, reverse
from django.utils import translation

from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.complaints.services import hotlines
from mingjing.core.pages import ADDRESSES, DOWNLOADS, file_of, packed, remove
from mingjing.disclosure.access import public as public_plans
from mingjing.disclosure.models import Plan
from mingjing.people.models import Unit
from mingjing.regulations.enums import PackStatus
from mingjing.regulations.models import Regulation
from mingjing.rules import packs

OK = 200


def _own(number: str) -> Iterator[str]:
    """The pages and downloads of one power."""
    yield reverse("portal:power", args=[number])
    published = PowerVersion.objects.filter(item__number=number, published_at__isnull=False)
    for no in published.order_by("no").values_list("no", flat=True):
        yield from (reverse(f"portal:{name}", args=[number, no]) for name in ("power_version", "chart", "power_facts"))


def _charts(number: str) -> Iterator[str]:
    """The charts of one power: as pictures, on A4, and each version beside the one before."""
    published = PowerVersion.objects.filter(item__number=number, published_at__isnull=False)
    former = None
    for no in published.order_by("no").values_list("no", flat=True):
        yield from (reverse(f"portal:{name}", args=[number, no]) for name in ("chart_svg", "chart_print"))
        if former is not None:
            yield reverse("portal:compare", args=[number, no, former])
            yield from (reverse("portal:compared", args=[number, no, former, side]) for side in ("old", "new"))
        former = no


def _power(number: str) -> Iterator[str]:
    item = PowerItem.objects.filter(number=number).select_related("unit").first()
    yield from _own(number)
    yield from _charts(number)
    if item:
        yield from _unit(item.unit.code)
    yield from _listings("")


def _unit(code: str) -> Iterator[str]:
    """The card of a unit, its disclosures and its feed."""
    yield from (reverse(f"portal:{name}", args=[code]) for name in ("unit", "unit_disclosures", "feed"))


def _unit_and_powers(code: str) -> Iterator[str]:
    """A unit, and what shows its phones: its powers and their charts (ACC-5-1g)."""
    yield from _unit(code)
    yield reverse("portal:units")
    for number in catalogue.public().filter(unit__code=code).order_by("number").values_list("number", flat=True):
        yield from _own(number)
        yield from _charts(number)


def _disclosure(pk: str) -> Iterator[str]:
    """A piece of information, and the pages that speak of it."""
    yield reverse("portal:information", args=[pk])
    plan = Plan.objects.filter(pk=pk).select_related("unit", "item").first()
    if plan:
        yield from _unit(plan.unit.code)
        yield from [plan.item.get_absolute_url()] if plan.item else []


def _regulation(slug: str) -> Iterator[str]:
    yield reverse("portal:regulations")
    yield reverse("portal:regulation", args=[slug])
    pack = packs.load(slug)
    yield from (reverse("portal:article", args=[slug, article]) for article in pack.articles)


def _listings(_key: str) -> Iterator[str]:
    yield from (reverse(f"portal:{name}") for name in ("home", "powers", "units", "changes"))


def _everywhere(_key: str) -> Iterator[str]:
    """The foot of every page names the complaint phones (CMP-3-c)."""
    yield from addresses()


ADDRESSES |= {
    hotlines.PAGES: _everywhere,
    "power": _power,
    "power_running": _own,
    "unit": _unit_and_powers,
    "unit_disclosures": _unit,
    "disclosure": _disclosure,
    "home": _listings,
    "powers": _listings,
    "regulation": _regulation,
}


def render(kind: str, key: str) -> int:
    """Publish every page that shows what changed; how many. Pages whose content is gone are removed."""
    return sum(publish(address) for address in dict.fromkeys(ADDRESSES[kind](key)))


def addresses() -> Iterator[str]:
    """Every address that is published as a file."""
    yield from _listings("")
    for code in Unit.objects.order_by("code").values_list("code", flat=True):
        yield from _unit(code)
    for pk in public_plans().order_by("pk").values_list("pk", flat=True):
        yield reverse("portal:information", args=[pk])
    for number in catalogue.public().order_by("number").values_list("number", flat=True):
        yield from _own(number)
        yield from _charts(number)
    yield reverse("portal:regulations")
    for slug in Regulation.objects.exclude(status=PackStatus.DRAFT).values_list("number", flat=True):
        yield from _regulation(slug)


def rebuild() -> int:
    """Publish every page anew and remove files that no address stands for; how many pages."""
    wanted = list(dict.fromkeys(addresses()))
    written = sum(publish(address) for address in wanted)
    kept = {file_of(address) for address in wanted}
    for found in list(Path(settings.PUBLIC_DIR).rglob("*")):
        if found.suffix in (".html", *DOWNLOADS) and found not in kept:
            remove(found)
    return written


def publish(address: str) -> bool:
    """Publish one page, or remove it where it is gone; True if it stands."""
    target = file_of(address)
    if target is None:
        raise ValueError(f"{address} is not the address of a page")
    try:
        content = _rendered(address)
    except Http404:
        remove(target)
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file() or target.read_bytes() != content:
        _replace(packed(target), gzip.compress(content, mtime=0))
        _replace(target, content)
    return True


def _rendered(address: str) -> bytes:
    """The page as a visitor without cookies gets it."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    view, words, named = resolve(address)
    with translation.override(settings.LANGUAGE_CODE):
        answer = view(request, *words, **named)
    if answer.status_code != OK:  # such as the notice that something was taken down
        raise Http404
    return answer.content


def _replace(target: Path, content: bytes) -> None:
    """Write beside and rename: a reader sees the old page or the new one, never half."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(target)
