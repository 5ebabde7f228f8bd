"""What is hidden: for every list and page that the public sees."""

from typing import Any

from django.db.models import QuerySet

from mingjing.takedowns.enums import TakedownStatus
from mingjing.takedowns.models import Takedown

HIDING = (TakedownStatus.HIDDEN, TakedownStatus.REMOVED)


def hidden(kind: str) -> QuerySet[Any]:
    """The keys of the rows of a kind that nobody outside may see: for `exclude(pk__in=...)`."""
    return Takedown.objects.filter(kind=kind, status__in=HIDING).order_by().values("about_id")


def standing(kind: str, about_id: Any) -> Takedown | None:
    """The take-down that hides a row now, None if nothing does. One query."""
    return Takedown.objects.filter(kind=kind, about_id=about_id, status__in=HIDING).select_related("unit").first()
