"""Wraps that no case and no grant answers for go: of filings that broke off, and of grants that ended (CMP-8-b).

A wrap says neither when it was made nor whose it is by name, so it goes when it was seen without an owner on an
earlier day too: what is being filed or given at this very moment stays.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
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
FEW, SHARE = 20, 0.05  # more cases without an owner than both say that something is wrong with the database
READ = (Purpose.CONTENT, Purpose.WORK)


class TooManyStrays(Exception):  # noqa: N818 - what was found, not what failed
    """So many keys have no owner that it is the database that lost its cases. Nothing was dropped."""

    def __init__(self, strays: int, cases: int) -> None:
        super().__init__(f"keys of {strays} of {cases} cases have no owner; nothing was dropped (docs/custody.md)")


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


def reconcile(*, today: dt.date, sure: bool = False) -> int:
    """Drop what was shredded before, and what had no owner on an earlier day either; how many wraps went.

    Safe to run twice. `sure`: somebody looked why so many have no owner.

    Raises:
        TooManyStrays: more than 20 cases, and more than 5 % of all, have keys without an owner. A main database
            restored behind the keys, or one that shows no rows, looks like that; dropping would lose cases for good.
    """
    found = _found()
    lost = {case for case, _ in found.strays}
    if not sure and len(lost) > max(FEW, SHARE * found.cases):
        raise TooManyStrays(len(lost), found.cases)
    strays = [wrap for _, wrap in found.strays]
    gone = sum(keyring.drop_some(some) for some in _slices(found.shredded))
    gone += sum(_drop(some, today) for some in _slices(strays))
    Stray.objects.exclude(pk__in=strays).delete()
    return gone


def _slices(wraps: list[UUID]) -> list[list[UUID]]:
    return [wraps[start : start + AT_ONCE] for start in range(0, len(wraps), AT_ONCE)]


@dataclass
class _Found:
    """Wraps that may go, by case where they have no owner, and how many cases have any."""

    cases: int = 0
    shredded: list[UUID] = field(default_factory=list)
    strays: list[tuple[UUID, UUID]] = field(default_factory=list)


def _found() -> _Found:
    """Look at all before any goes."""
    keys = PersonKey.objects.select_related("official")
    signs = {key.fingerprint: tag_of(key.official) for key in keys}
    last, found = UUID(int=0), _Found()
    while cases := keyring.next_cases(last, AT_ONCE):
        known = _known(cases, signs)
        for wrap in keyring.all_of(cases):
            if known.is_shredded(wrap):
                found.shredded.append(wrap.pk)
            elif known.is_stray(wrap):
                found.strays.append((wrap.case_id, wrap.pk))
        found.cases += len(cases)
        last = cases[-1]
    return found


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
