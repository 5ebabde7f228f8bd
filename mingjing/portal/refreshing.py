"""Keeping the figures on published pages fresh: only powers whose matters were judged since are rendered again."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from mingjing.casework.enums import MatterState
from mingjing.casework.models import Matter, MonthRun
from mingjing.catalogue import selectors as catalogue
from mingjing.portal import publication

MARK = ".refreshed"  # holds the time of the newest judging that the published figures include
SLACK = dt.timedelta(hours=2)  # a delivery that was still being taken in when its neighbours were counted


def refresh() -> int:
    """Publish home and every power whose figures changed; how many pages. Safe to run twice."""
    mark = Path(settings.PUBLIC_DIR, MARK)
    changed = judged_since(dt.datetime.fromisoformat(mark.read_text()) - SLACK if mark.is_file() else None)
    done = publication.render("home", "")
    done += sum(publication.render("power_running", number) for number in changed)
    if changed:
        mark.write_text(max(changed.values()).isoformat())
    return done


def judged_since(moment: dt.datetime | None) -> dict[str, dt.datetime]:
    """When matters of each public power were last judged, of those judged after a moment. Two queries.

    What has ended is read from the monthly counts, as the figures themselves are: only what is under way one by one.
    """
    asked: dict[str, Any] = {"item__in": catalogue.public().values("pk"), "judged_at__isnull": False}
    if moment:
        asked["judged_at__gt"] = moment
    found: dict[str, dt.datetime] = {}
    for rows in (MonthRun.objects.filter(**asked), Matter.objects.exclude(state=MatterState.FINISHED).filter(**asked)):
        judged = rows.order_by().values_list("item__number").annotate(last=Max("judged_at"))
        for number, last in judged:
            found[number] = max(last, found.get(number, last))
    return dict(sorted(found.items()))
