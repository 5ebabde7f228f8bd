"""Notices: how many have read each, and who has not (NOT-3)."""

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from mingjing.people import access
from mingjing.people.enums import OFFICE
from mingjing.people.models import Notice, NoticeReceipt, Official


def listed(viewer: Official) -> QuerySet[Notice]:
    """The viewer's notices, with how many units have read each and when the viewer's own did."""
    own = NoticeReceipt.objects.filter(notice=OuterRef("pk"), unit=viewer.unit_id)
    shown = (
        access.notices_visible_to(viewer)
        .select_related("sent_by")
        .annotate(read_here=Subquery(own.values("read_at")[:1]), addressed=Subquery(own.values("pk")[:1]))
    )
    if not viewer.holds(*OFFICE):
        return shown
    return shown.annotate(
        sent_to=Count("receipts"), read_by_units=Count("receipts", filter=Q(receipts__read_at__isnull=False))
    )


def receipts(notice: Notice) -> QuerySet[NoticeReceipt]:
    """One row for each addressee unit: those that have not read it first, then by the time they did."""
    rows = notice.receipts.select_related("unit", "read_by")
    return rows.order_by(F("read_at").asc(nulls_first=True), "unit__code")


def receipt_of(notice: Notice, viewer: Official) -> NoticeReceipt | None:
    """The receipt of the viewer's own unit; None if the notice was not sent to it."""
    return notice.receipts.filter(unit=viewer.unit_id).select_related("unit", "read_by").first()
