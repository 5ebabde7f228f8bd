"""首页: one search box, the figures of the city, and what changed."""

import datetime as dt
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.casework.enums import MatterState
from mingjing.casework.selectors import progress
from mingjing.casework.selectors.running import share
from mingjing.catalogue import selectors as catalogue
from mingjing.portal.changes import moves, published_versions
from mingjing.portal.matters import FINISHED, OFF_CHART, OPEN, OVERDUE
from mingjing.rules.calendar import DAY

SHOWN = 8
RECENT = 30 * DAY


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What a citizen comes for, each figure a link to its list."""
    today = timezone.localdate()
    counts = catalogue.public().order_by().aggregate(powers=Count("pk"), units=Count("unit", distinct=True))
    moved = moves(SHOWN, since=today - RECENT)
    until = _midnight(today + DAY)
    published_today = published_versions().filter(published_at__gte=_midnight(today), published_at__lt=until).count()
    context = {
        **counts,
        "figures": figures(today),
        "lists": lists(today),
        "changes": published_versions()[:SHOWN],
        "moves": moved,
        "changed_today": published_today + sum(timezone.localdate(move.entry.at) == today for move in moved),
        "today": today,
    }
    return render(request, "portal/home.html", context)


def figures(today: dt.date) -> dict[str, object]:
    """Matters under way and past their last day, and this month's shares in time and off the chart. One query.

    Shares are of 100 with one decimal; None while nothing has ended this month.
    """
    open_ones = ~Q(state=MatterState.FINISHED)
    month = Q(state=MatterState.FINISHED, closed_at__gte=_midnight(today.replace(day=1)))
    found = (
        progress.public()
        .filter(open_ones | month)  # each has an index, so that what ended long ago is not read
        .order_by()
        .aggregate(
            running=Count("pk", filter=open_ones),
            overdue=Count("pk", filter=open_ones & Q(due_on__lt=today)),
            ended=Count("pk", filter=month),
            in_time=Count("pk", filter=month & Q(late=False)),
            off_chart=Count("pk", filter=month & Q(cost__gt=0)),
        )
    )
    return {**found, "share": share(found["in_time"], found["ended"])}


def _midnight(day: dt.date) -> dt.datetime:
    """The first moment of a day in Baoding."""
    return dt.datetime.combine(day, dt.time(), catalogue.ZONE)


def lists(today: dt.date) -> dict[str, str]:
    """The list behind each figure."""
    month = {"state": FINISHED, "closed_from": today.replace(day=1)}
    asked: dict[str, dict[str, object]] = {
        "running": {"state": OPEN},
        "overdue": {"kind": OVERDUE},
        "ended": month,
        "off_chart": {**month, "kind": OFF_CHART},
    }
    return {name: f"{reverse('portal:matters_all')}?{urlencode(said)}" for name, said in asked.items()}
