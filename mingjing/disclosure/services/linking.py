"""Links on units' own portals: entered, withdrawn, and asked every day whether they answer (ASM-5-3-2d)."""

import datetime as dt
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.disclosure import access, workflow
from mingjing.disclosure.models import OwnLink
from mingjing.disclosure.probing import Answer, probe
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.procedure.timing import day_of

ASKED_AT_ONCE = 8
BATCH = 200
CERTAIN_AFTER = 2  # failures in a row: a portal may be down for an hour


@transaction.atomic
def add(*, url: str, item: PowerItem | None = None, by: Official, at: dt.datetime) -> OwnLink:
    """Enter the address at which the clerk's unit shows a power, or the list of all, on its own portal.

    Raises:
        Refused: not the unit's clerk, another unit's power, no portal, or an address elsewhere.
        ValidationError: no address, or one for this power is there.
    """
    unit = item.unit if item else by.unit
    access.check_may_plan(by, unit)
    _check_own(url, unit)
    link = OwnLink(unit=unit, item=item, url=url, by=by, at=at)
    link.full_clean()
    link.save()
    ledger.write(link, workflow.LINKED, by=by, at=at, basis="ASM-5-3-2d", after={"url": url})
    return link


def _check_own(url: str, unit: Unit) -> None:
    home = urlsplit(unit.portal_url).hostname if unit.portal_url else None
    if home is None:
        raise Refused(f"{unit}还没有登记门户网站。请先由系统管理员或办公室在“单位与人员”里填写门户网站。")
    host = urlsplit(url).hostname or ""
    if host != home and not host.endswith(f".{home}"):
        raise Refused(f"网址不在本单位门户网站（{home}）上。别处的公开请作为公开记录登记。")


@transaction.atomic
def withdraw(link: OwnLink, *, on: dt.date, by: Official, at: dt.datetime) -> None:
    """Take an address off the list; it is asked no more.

    Raises:
        Refused: not the unit's clerk, or withdrawn before.
    """
    access.check_may_plan(by, link.unit)
    if not OwnLink.objects.filter(pk=link.pk, ended_on=None).update(ended_on=on):
        raise Refused("这个链接已经撤下。")
    ledger.write(link, workflow.UNLINKED, by=by, at=at, basis="ASM-5-3-2d", after={"ended_on": str(on)})


def check_all(*, at: dt.datetime, ask: Callable[[str], Answer] = probe) -> dict[str, int]:
    """Ask every address, the longest unasked first; how many were asked, are dead now, and answer again."""
    counts = {"asked": 0, "dead": 0, "alive": 0}
    waiting = OwnLink.objects.filter(ended_on=None).order_by(F("checked_at").asc(nulls_first=True), "pk")
    keys = list(waiting.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        links = list(OwnLink.objects.filter(pk__in=keys[start : start + BATCH], ended_on=None).select_related("unit"))
        for link, answer in zip(links, _asked([link.url for link in links], ask), strict=True):
            counts["asked"] += 1
            if changed := note(link, answer, at=at):
                counts[changed] += 1
    return counts


def _asked(urls: Iterable[str], ask: Callable[[str], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        return list(pool.map(ask, urls))


@transaction.atomic
def note(link: OwnLink, answer: Answer, *, at: dt.datetime) -> str:
    """Keep what an address answered: `dead` or `alive` where that is new, else empty.

    A failure that may pass makes a link dead only the second time, and then since the first.
    """
    was, failures = link.dead_since, link.failures + 1 if answer.fault else 0
    since = _dead_since(link, answer, failures, at) if answer.fault else None
    OwnLink.objects.filter(pk=link.pk).update(
        checked_at=at, fault=answer.fault, failures=min(failures, 1000), dead_since=since
    )
    if bool(was) == bool(since):
        return ""
    step = workflow.LINK_DEAD if since else workflow.LINK_ALIVE
    after = {"dead_since": str(since) if since else None, "fault": answer.fault}
    ledger.write(link, step, by=None, at=at, basis="ASM-5-3-2d", after=after)
    return "dead" if since else "alive"


def _dead_since(link: OwnLink, answer: Answer, failures: int, at: dt.datetime) -> dt.date | None:
    if link.dead_since or (failures < CERTAIN_AFTER and not answer.certain):
        return link.dead_since
    first = link.checked_at if failures > 1 and link.checked_at else at
    return day_of(first)
