"""Count what people complain about, once a quarter, and keep only what may be told (CMP-1-a, CMP-4-2b)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import transaction

from mingjing.complaints import access
from mingjing.complaints.enums import ComplaintStatus, Hidden
from mingjing.complaints.models import CauseCount, Complaint
from mingjing.complaints.selectors import causes as selectors
from mingjing.core.seeing import SYSTEM, seeing

AT_ONCE = 500


def count(*, acts: Iterable[str], today: dt.date) -> list[str]:
    """Count every quarter that is over and not counted yet; which. `acts`: the regulation's. Safe to run twice."""
    with seeing(SYSTEM):
        first = Complaint.objects.order_by("received_on").values_list("received_on", flat=True).first()
        return [name for name in _owed(first, today) if _keep(name, list(acts), today)]


def _owed(first: dt.date | None, today: dt.date) -> list[str]:
    done = set(CauseCount.objects.values_list("quarter", flat=True))
    owed, day = [], first
    while day is not None and selectors.bounds(selectors.quarter_of(day))[1] + selectors.WAIT <= today:
        name = selectors.quarter_of(day)
        owed += [] if name in done else [name]
        day = selectors.bounds(name)[1]
    return owed


@transaction.atomic
def _keep(quarter: str, acts: list[str], today: dt.date) -> bool:
    since, until = selectors.bounds(quarter)
    rows = Complaint.objects.filter(received_on__gte=since, received_on__lt=until)
    counted = Counter(dict.fromkeys(acts, 0))
    for complaint in rows.exclude(status=ComplaintStatus.VOIDED).only("routing").iterator(chunk_size=AT_ONCE):
        act = str(access.routed(complaint).get("act", ""))
        counted[act if act in counted else acts[-1]] += 1  # not classified, or by another text: 其他
    figures = selectors.public_figures(counted)
    told = {**figures.shown, "": figures.total}
    kept = [CauseCount(quarter=quarter, act=act, shown=n, hidden="" if n is not None else Hidden.APART,
                       counted_on=today) for act, n in told.items()]  # fmt: skip
    kept += [CauseCount(quarter=quarter, act=act, hidden=why, counted_on=today) for act, why in figures.hidden.items()]
    CauseCount.objects.bulk_create(kept, ignore_conflicts=True)
    return True
