"""Pages that turn old or fresh again: published anew on the day, so that their notice comes and goes (ASM-5-3-4b)."""

import datetime as dt
import json
from pathlib import Path

from django.conf import settings

from mingjing.disclosure.selectors import freshness
from mingjing.disclosure.selectors.freshness import Page
from mingjing.people.models import Unit
from mingjing.portal import publication

MARK = ".stale"  # holds the addresses of the published pages that say they are old


def refresh(*, today: dt.date) -> int:
    """Publish every page whose notice came or went since the last time; how many. Safe to run twice."""
    mark = Path(settings.PUBLIC_DIR, MARK)
    before = set(json.loads(mark.read_text())) if mark.is_file() else set()
    now = {page.address for page in stale(today)}
    done = sum(publication.publish(address) for address in sorted(before ^ now))
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps(sorted(now)))
    return done


def stale(today: dt.date) -> list[Page]:
    """Every public page that is older than its cycle."""
    return list(freshness.stale(Unit.objects.all(), today=today))
