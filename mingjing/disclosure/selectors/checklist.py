"""Rows of the checklist of 十公开 (GAP-11). Everybody may read them."""

from django.db.models import QuerySet

from mingjing.disclosure.models import TenDisclosure


def active() -> QuerySet[TenDisclosure]:
    """The rows in use, in their order."""
    return TenDisclosure.objects.filter(retired_on=None).order_by("order", "id")


def retired() -> QuerySet[TenDisclosure]:
    """The rows that were taken off, the last first."""
    return TenDisclosure.objects.exclude(retired_on=None).order_by("-retired_on", "order", "id")
