"""What the lists behind the figures are filtered by, the same for everybody."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjing.casework.enums import MatterState, SignalKind
from mingjing.casework.models import Signal
from mingjing.casework.selectors.signalling import TAKEN_BACK
from mingjing.procedure.events import CHINA
from mingjing.rules.calendar import DAY


def between(column: str, first: dt.date | None, last: dt.date | None) -> Q:
    """An instant that lies on one of these days in China, both included; written so that an index serves it."""
    found = Q()
    if first:
        found &= Q(**{f"{column}__gte": dt.datetime.combine(first, dt.time(), CHINA)})
    if last:
        found &= Q(**{f"{column}__lt": dt.datetime.combine(last + DAY, dt.time(), CHINA)})
    return found


def demands(name: str = "") -> QuerySet[Signal]:
    """Signals on the outer matter that stand and say that something not on the list was asked for."""
    rows = Signal.objects.filter(matter=OuterRef("pk"), kind=SignalKind.CONDITION).exclude(status__in=TAKEN_BACK)
    return rows.filter(node_name=name) if name else rows


def demanded(name: str = "") -> Q:
    """Matters in which something not on the list was asked for."""
    return Q(Exists(demands(name)))


IN_TIME = Q(state=MatterState.FINISHED, late=False, due_on__isnull=False)
