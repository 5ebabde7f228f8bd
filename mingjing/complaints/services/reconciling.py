"""Wraps that no case and no grant answers for go: of filings that broke off, and of grants that ended (CMP-8-b).

A wrap says neither when it was made nor whose it is by name, so it goes when it was seen without an owner on an
earlier day too: what is being filed or given at this very moment stays.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import Purpose
from mingjing.complaints.models import Complaint, Forward, Grant, Stray
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring import services as keyring
from mingjing.keyring.models import Wrap
from mingjing.sealing.models import PersonKey, SealingKey
from mingjing.sealing.services.persons import fingerprint

AT_ONCE = 500  # cases
READ = (Purpose.CONTENT, Purpose.WORK)


@dataclass(frozen=True)
class _Known:
    """What answers for the wraps of some cases."""

    complaints: dict[UUID, Complaint]
    packages: dict[UUID, Complaint]
    signs: dict[str, str]  # by fingerprint
    granted: set[tuple[UUID, str]]
    archive: set[str]  # fingerprints whose wraps outlive the shredding

    def is_shredded(self, wrap: Wrap) -> bool:
        """True if it went before and is here again: an old backup of the keys was restored."""
        case = self.packages.get(wrap.case_id) or self.complaints.get(wrap.case_id)
        if case is None:
            return False
        if wrap.purpose == Purpose.IDENTITY:
            return case.identity_shredded_on is not None
        return case.shredded_on is not None and wrap.holder not in self.archive

    def is_stray(self, wrap: Wrap) -> bool:
        """True if nothing answers for it."""
        case = self.complaints.get(wrap.case_id)
        if case is None:
            return wrap.case_id not in self.packages
        sign = self.signs.get(wrap.holder)
        return wrap.purpose in READ and sign is not None and (case.pk, sign) not in self.granted


def reconcile(*, today: dt.date) -> int:
    """Drop what was shredded before, and what had no owner on an earlier day either; how many wraps went.

    Safe to run twice.
    """
    keys = PersonKey.objects.select_related("official")
    signs = {key.fingerprint: tag_of(key.official) for key in keys}
    last, gone, seen = UUID(int=0), 0, set()
    while cases := keyring.next_cases(last, AT_ONCE):
        known = _known(cases, signs)
        found = list(keyring.all_of(cases))
        gone += keyring.drop_some([wrap.pk for wrap in found if known.is_shredded(wrap)])
        strays = [wrap.pk for wrap in found if not known.is_shredded(wrap) and known.is_stray(wrap)]
        gone += _drop(strays, today)
        seen.update(strays)
        last = cases[-1]
    Stray.objects.exclude(pk__in=seen).delete()
    return gone


def _drop(strays: Sequence[UUID], today: dt.date) -> int:
    old = list(Stray.objects.filter(pk__in=strays, seen_on__lt=today).values_list("pk", flat=True))
    gone = keyring.drop_some(old)
    Stray.objects.filter(pk__in=old).delete()
    new = [Stray(wrap_id=key, seen_on=today) for key in strays if key not in set(old)]
    Stray.objects.bulk_create(new, ignore_conflicts=True)
    return gone


def _known(cases: Sequence[UUID], signs: dict[str, str]) -> _Known:
    with seeing(SYSTEM):
        complaints = Complaint.objects.in_bulk(cases)
        packages = Forward.objects.filter(pk__in=cases).select_related("complaint")
        owners = {package.pk: package.complaint for package in packages}
    grants = Grant.objects.filter(complaint__in=list(complaints), ended_on=None)
    granted = set(grants.values_list("complaint_id", "holder"))
    archive = {fingerprint(bytes(public)) for public in SealingKey.objects.values_list("public", flat=True)}
    return _Known(complaints, owners, signs, granted, archive)
