"""Keeping the figures on published pages fresh: only powers whose matters were judged since are rendered again."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from mingjing.casework.models import Matter
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
    """When matters of each public power were last judged, of those judged after a moment. One query."""
    rows = Matter.objects.filter(item__in=catalogue.public().values("pk"), judged_at__isnull=False)
    if moment:
        rows = rows.filter(judged_at__gt=moment)
    return dict(rows.order_by("item__number").values_list("item__number").annotate(last=Max("judged_at")))
