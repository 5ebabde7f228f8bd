"""首页: one search box, the figures of the city, and what changed."""

import datetime as dt

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.casework.enums import MatterState
from mingjing.casework.models import Matter
from mingjing.catalogue import selectors as catalogue
from mingjing.portal.changes import published_versions

SHOWN = 8


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What a citizen comes for, each figure a link to its list."""
    today = timezone.localdate()
    powers = catalogue.public()
    context = {
        "powers": powers.count(),
        "units": powers.order_by().values("unit").distinct().count(),
        "figures": figures(today),
        "changes": published_versions()[:SHOWN],
    }
    return render(request, "portal/home.html", context)


def figures(today: dt.date) -> dict[str, object]:
    """Matters under way and past their last day, and this month's share that ended in time. One query.

    `share`: of 100 with one decimal; None while nothing has ended this month.
    """
    open_ones = ~Q(state=MatterState.FINISHED)
    month = Q(state=MatterState.FINISHED, closed_at__date__gte=today.replace(day=1))
    found = Matter.objects.filter(item__in=catalogue.public()).aggregate(
        running=Count("pk", filter=open_ones),
        overdue=Count("pk", filter=open_ones & Q(due_on__lt=today)),
        ended=Count("pk", filter=month),
        in_time=Count("pk", filter=month & Q(late=False)),
        fitting=Count("pk", filter=month & Q(cost=0)),
    )
    ended = found["ended"]
    return {**found, "share": round(100 * found["in_time"] / ended, 1) if ended else None}
