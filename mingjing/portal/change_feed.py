"""The city's feed of changes (Atom): versions published, powers suspended, resumed and abolished (ASM-5-4-1b)."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingjing.catalogue.selectors import Change
from mingjing.portal.changes import differences, moves, published_versions
from mingjing.portal.feeds import MOST, Feed, News
from mingjing.privacy import mask

BEGINNING = dt.datetime(2010, 1, 26, tzinfo=dt.UTC)  # the regulation's own day, for a feed without any entry


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """The newest changes of the whole city, newest first."""
    here = reverse("portal:changes")
    found = Feed(
        title=_("职权与流程图的变动"),
        link=settings.SITE_URL + here,
        description=_("新公布、修订、暂停、恢复和取消的职权，每条说明改了什么"),
        language="zh-CN",
        feed_url=settings.SITE_URL + reverse("portal:changes_feed"),
        since=BEGINNING,
    )
    newest = sorted([*_versions(), *_moves()], key=lambda news: (news.at, news.key), reverse=True)
    return found.answer(newest[:MOST])


def _versions() -> Iterator[News]:
    versions = list(published_versions()[:MOST])
    changed = differences(versions)
    for version in versions:
        kind = _("新公布") if version.no == 1 else _("修订")
        words = [version.change_reason, *map(_said, changed.get(version.pk, ()))]
        text = "；".join(filter(None, words)) or _("第%(no)s版公布。") % {"no": version.no}
        address = reverse("portal:power_version", args=[version.item.number, version.no])
        if version.published_at:
            title = f"{kind}：{version.name}（{version.item.unit}）"
            yield News(f"urn:uuid:{version.pk}", title, version.published_at, address, mask(text), kind)


def _said(change: Change) -> str:
    """A difference in one clause."""
    if change.before and change.after:
        return _("%(what)s由“%(before)s”改为“%(after)s”") % vars(change)
    return f"{change.word}{change.what}：{change.before or change.after}"


def _moves() -> Iterator[News]:
    for moved in moves(MOST):
        entry, item = moved.entry, moved.item
        title, address = f"{entry.step}：{item.name}（{item.unit}）", item.get_absolute_url()
        yield News(f"urn:uuid:{entry.pk}", title, entry.at, address, mask(entry.reason), entry.step)
