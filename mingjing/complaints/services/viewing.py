"""Write down who opened the content of a case: once a person and day, without a word of it (CMP-8-b)."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from mingjing.complaints.acting import masked
from mingjing.complaints.models import Complaint
from mingjing.ledger import services as ledger
from mingjing.ledger.models import Entry
from mingjing.people.models import Official

VIEWED = "查阅内容"


def note(complaint: Complaint, entries: Iterable[Entry], *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Say in the file of the case that this person read it, if `entries` do not say so of today."""
    who = masked(by)
    for entry in entries:
        if (entry.step, entry.by_id) == (VIEWED, who.pk) and timezone.localdate(entry.at) == today:
            return
    ledger.write(complaint, VIEWED, by=who, at=at, basis="CMP-8-b")
