"""A unit's feed (Atom): powers that are new, revised, suspended or abolished, and what was disclosed (ASM-5-3-2d)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingjing.catalogue import selectors as catalogue
from mingjing.disclosure.models import Disclosure
from mingjing.disclosure.selectors import records
from mingjing.ledger.models import Entry
from mingjing.people.models import Unit
from mingjing.portal.changes import MOVES, published_versions
from mingjing.privacy import mask

ATOM = "application/atom+xml; charset=utf-8"
MOST = 50


@dataclass(frozen=True)
class News:
    """One entry: what it is, since when, where to read it; `key` never changes."""

    key: str
    title: str
    at: dt.datetime
    address: str
    text: str
    kind: str


class Feed(Atom1Feed):
    """An Atom feed whose date is that of its newest entry, or of the unit's beginning: the same bytes each time."""

    def latest_post_date(self) -> dt.datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=self.feed["since"])

    def answer(self, entries: Iterable[News]) -> HttpResponse:
        """The feed with these entries, as it is sent."""
        for news in entries:
            self.add_item(
                title=news.title,
                link=settings.SITE_URL + news.address,
                description=news.text,
                unique_id=news.key,
                updateddate=news.at,
                pubdate=news.at,
                categories=[news.kind],
            )
        return HttpResponse(self.writeString("utf-8"), content_type=ATOM)


@require_GET
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """The newest of everything, newest first."""
    unit = get_object_or_404(Unit, code=code)
    here = reverse("portal:feed", args=[code])
    found = Feed(
        title=_("%(unit)s：行政权力公开") % {"unit": unit.name},
        link=settings.SITE_URL + unit.get_absolute_url(),
        description=_("新公布、修订、暂停和取消的职权，以及公开记录"),
        language="zh-CN",
        author_name=unit.name,
        feed_url=settings.SITE_URL + here,
        feed_guid=f"urn:uuid:{unit.pk}",
        since=dt.datetime.combine(unit.active_from, dt.time(), catalogue.ZONE),
    )
    return found.answer(news_of(unit))


def news_of(unit: Unit) -> list[News]:
    """What is new of a unit, newest first. Four queries."""
    found = [*_versions(unit), *_moves(unit), *_disclosures(unit)]
    return sorted(found, key=lambda news: (news.at, news.key), reverse=True)[:MOST]


def _versions(unit: Unit) -> Iterator[News]:
    for version in published_versions().filter(item__unit=unit)[:MOST]:
        kind = _("新公布") if version.no == 1 else _("修订")
        title = f"{kind}：{version.name}"
        text = version.change_reason or _("第%(no)s版公布。") % {"no": version.no}
        address = reverse("portal:power_version", args=[version.item.number, version.no])
        if version.published_at:
            yield News(f"urn:uuid:{version.pk}", title, version.published_at, address, text, kind)


def _moves(unit: Unit) -> Iterator[News]:
    items = {item.pk: item for item in catalogue.public().filter(unit=unit)}
    rows = Entry.objects.filter(case_id__in=list(items), step__in=[step.name for step in MOVES])
    for entry in rows.order_by("-at", "-id")[:MOST]:
        item = items[entry.case_id]
        title = f"{entry.step}：{item.name}"
        yield News(f"urn:uuid:{entry.pk}", title, entry.at, item.get_absolute_url(), mask(entry.reason), entry.step)


def _disclosures(unit: Unit) -> Iterator[News]:
    for row in records.of_unit(unit)[:MOST]:
        title = _("公开：%(what)s") % {"what": mask(row.title)}
        text = _("%(on)s，%(channel)s。") % {"on": row.published_on, "channel": row.get_channel_display()}
        yield News(f"urn:uuid:{row.pk}", title, row.at, _address(row), text, _("公开记录"))


def _address(row: Disclosure) -> str:
    if row.plan and row.plan.scope != "internal":
        return row.plan.get_absolute_url()
    return row.item.get_absolute_url() if row.item else reverse("portal:unit_disclosures", args=[row.unit.code])
