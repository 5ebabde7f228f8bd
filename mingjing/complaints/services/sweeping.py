"""Sealed files that came with a form which was never filed: their keys are gone with the page, their bytes go here."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.conf import settings

from mingjing.complaints.models import SealedFile
from mingjing.complaints.selectors.opening import FOLDER
from mingjing.core.seeing import SYSTEM, seeing

KEPT = dt.timedelta(hours=25)  # a form is good for 24
AT_ONCE = 500


def forget_files(*, at: dt.datetime) -> int:
    """Remove sealed files older than a day that are no case's; how many."""
    gone, old = 0, _old(at)
    while keys := dict(islice(old, AT_ONCE)):
        with seeing(SYSTEM):
            kept = set(SealedFile.objects.filter(pk__in=keys).values_list("pk", flat=True))
        for key in keys.keys() - kept:
            keys[key].unlink(missing_ok=True)
            gone += 1
    return gone


def _old(at: dt.datetime) -> Iterator[tuple[UUID, Path]]:
    before = (at - KEPT).timestamp()
    for path in Path(settings.MEDIA_ROOT, "sealed", FOLDER).glob("??/*"):
        if path.stat().st_mtime < before:
            yield UUID(path.name), path
