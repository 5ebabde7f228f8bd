"""Give a case to people and take it back. A grant is a row and a wrapped key; the conflict list blocks both."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from mingjing.complaints import access
from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import Duty, Purpose
from mingjing.complaints.models import Complaint, Grant
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.core.errors import Refused
from mingjing.keyring import services as keyring
from mingjing.keyring.models import Wrap
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.sealing.models import PersonKey
from mingjing.sealing.services import wraps

GIVEN, ENDED = "授权", "收回授权"


def wrapped(complaint: Complaint, keys: CaseKeys, officials: Iterable[Official]) -> list[Wrap]:
    """Both keys of a case for each of `officials`. Two queries."""
    people = list(officials)
    return [
        *wraps.to_officials(complaint.pk, Purpose.CONTENT, keys.content, people),
        *wraps.to_officials(complaint.pk, Purpose.WORK, keys.work, people),
    ]


@transaction.atomic
def give(
    complaint: Complaint,
    official: Official,
    duty: Duty,
    *,
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Grant:
    """Let somebody open the case, for a duty. Given twice it stays one.

    Raises:
        Refused: a conflict (CMP-5, CMP-7-2b), or the person has no sealing key yet.
    """
    access.check_may_be_given(complaint, official)
    if not PersonKey.objects.filter(official=official, retired_at=None).exists():
        raise Refused(f"{official}还没有设置封存口令，内容封不了给他。请他先在“封存口令”页设置。")
    keyring.keep(wrapped(complaint, keys, [official]))
    grant, created = Grant.objects.get_or_create(
        complaint=complaint, holder=tag_of(official), duty=duty, ended_on=None, defaults={"given_on": today}
    )
    if created:
        after = {"holder": grant.holder, "duty": str(duty)}
        ledger.write(complaint, GIVEN, by=masked(by), at=at, basis="CMP-8-b", after=after)
    return grant


@transaction.atomic
def end(complaint: Complaint, duty: Duty, *, by: Official, today: dt.date, at: dt.datetime, but: str = "") -> None:
    """End every grant of a duty (but that of the sign `but`), and the keys of those left without any."""
    ended = list(complaint.grants.filter(duty=duty, ended_on=None).exclude(holder=but))
    complaint.grants.filter(pk__in=[grant.pk for grant in ended]).update(ended_on=today)
    kept = set(complaint.grants.filter(ended_on=None).values_list("holder", flat=True))
    gone = {grant.holder for grant in ended} - kept
    if ended:
        after = {"duty": str(duty), "holders": sorted(gone)}
        ledger.write(complaint, ENDED, by=masked(by), at=at, basis="CMP-8-b", after=after)
    transaction.on_commit(lambda: _drop(complaint, gone))


@transaction.atomic
def end_for(complaint: Complaint, official: Official, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """End every grant of one person, and their keys."""
    holder = tag_of(official)
    if complaint.grants.filter(holder=holder, ended_on=None).update(ended_on=today):
        ledger.write(complaint, ENDED, by=masked(by), at=at, basis="CMP-8-b", after={"holders": [holder]})
    transaction.on_commit(lambda: _drop(complaint, {holder}))


def _drop(complaint: Complaint, holders: set[str]) -> None:
    """After the commit: should the drop fail, the row shows the case to nobody all the same, and the sweep drops it."""
    keys = PersonKey.objects.select_related("official")
    prints = [key.fingerprint for key in keys if tag_of(key.official) in holders] if holders else []
    if prints:
        keyring.drop(complaint.pk, holders=prints)
