"""Reads of transfers: what stands, what went, and whether a fault is with another organ (ACC-11-4, ACC-11-5)."""

from typing import Any

from django.db.models import Q, QuerySet

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase, Export, Transfer, TransferReceipt
from mingjing.accountability.workflow import AWAY
from mingjing.people.models import Official
from mingjing.supervision.models import Lead


def transfers(case: AccountabilityCase) -> QuerySet[Any]:
    """The transfers of a case, the newest first, each with its letter and receipts."""
    rows = Transfer.objects.filter(case=case).select_related("letter", "approved_by")
    return rows.prefetch_related("receipts").order_by("-id")


def current(case: AccountabilityCase) -> QuerySet[Transfer]:
    """The one that was not taken back."""
    return Transfer.objects.filter(case=case, taken_back_on=None)


def receipts_seen_by(viewer: Official) -> QuerySet[TransferReceipt]:
    """Receipts of the cases that this person sees."""
    return TransferReceipt.objects.filter(transfer__case__in=access.visible_to(viewer))


def elsewhere(lead: Lead) -> AccountabilityCase | None:
    """A case on the same fault that another organ has: of a lead joined with this one, or from the same source."""
    same = Q(pk=lead.joined_into_id) | Q(joined_into=lead.pk) | Q(joined_into=lead.joined_into_id or lead.pk)
    if lead.source_id:
        same |= Q(source=lead.source, source_id=lead.source_id)
    leads = Lead.objects.filter(same).values("pk")
    return AccountabilityCase.objects.filter(status__in=AWAY, lead__in=leads).first()


def exports(case: AccountabilityCase) -> QuerySet[Export]:
    """What was taken out of a case, the newest first."""
    return Export.objects.filter(case=case).select_related("asked_by")


def exports_seen_by(viewer: Official) -> QuerySet[Export]:
    """Exports that this person may take: those of the cases they see."""
    return Export.objects.filter(case__in=access.visible_to(viewer), made_at__isnull=False, removed_at=None)
