"""Keep no longer than the limits say: without its keys a case is noise; its number, dates and state stay (X-05).

Who somebody is goes first, what was said later. A legal hold keeps a case whole. Keys go before it is on record that
they went: should anything fail between, the next run does both again.
"""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Greatest

from mingjing.complaints import access
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import ComplaintStatus, PaperKind, Purpose
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors.opening import CaseKeys, path_of
from mingjing.complaints.services import papers, proving
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring import services as keyring
from mingjing.ledger import services as ledger
from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.regulations.selectors import Law, law
from mingjing.sealing.models import SealingKey
from mingjing.sealing.services import wraps
from mingjing.sealing.services.persons import fingerprint

IDENTITY, CONTENT = "CMP-8-identity", "CMP-8-content"
HELD, RELEASED = "暂缓销毁", "解除暂缓销毁"
NO_IDENTITY, NO_CONTENT = "销毁身份", "销毁内容"
BASIS = "CMP-8-b"
S = ComplaintStatus
OVER = (S.CLOSED, S.DECLINED, S.REFERRED, S.VOIDED)
STATISTICS = ("unit", "act", "first_act", "kind", "complainant", "ground", "urgent")  # what stays of the routing
AT_ONCE = 500


def hold(complaint: Complaint, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Keep a case whatever its age (legal hold).

    Raises:
        Refused: not the centre's head, no reason, held already, or its content is gone.
    """
    _set_hold(complaint, True, reason, keys=keys, by=by, at=at)


def release(
    complaint: Complaint, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> None:
    """End a legal hold: the limits count again.

    Raises:
        Refused: not the centre's head, no reason, or not held.
    """
    _set_hold(complaint, False, reason, keys=keys, by=by, at=at)


@transaction.atomic
def _set_hold(complaint: Complaint, held: bool, reason: str, *, keys: CaseKeys, by: Official, at: dt.datetime) -> None:
    step = HELD if held else RELEASED
    if not by.holds(Role.CENTRE_HEAD):
        raise Refused(f"“{step}”由投诉举报中心负责人决定，您没有这个权限（第八条）。")
    if not reason.strip():
        raise Refused(f"“{step}”要写明理由，例如正在诉讼、复议或者调查（第八条）。")
    rows = Complaint.objects.filter(pk=complaint.pk, held=not held, shredded_on=None)
    if not rows.update(held=held):
        raise Refused(f"{complaint}{'已经暂缓或者已经销毁' if held else '没有暂缓销毁'}，不能“{step}”。")
    complaint.held = held
    papers.add(complaint, PaperKind.REASON, {"text": reason.strip()}, keys=keys, by=by, at=at)
    ledger.write(complaint, step, by=masked(by), at=at, basis=BASIS, after={"held": held})


def archive(complaint: Complaint, keys: CaseKeys) -> bool:
    """Wrap content and work, never an identity, for the keeper of the archive's key; False where there is no key.

    These wraps outlive the shredding of the content (CMP-7-1d).
    """
    key = SealingKey.objects.filter(current=True).first()
    if key is None:
        return False
    given = [(Purpose.CONTENT, keys.content), (Purpose.WORK, keys.work)]
    keyring.keep(wraps.to_public(complaint.pk, purpose, bare, key.public) for purpose, bare in given)
    return True


def retain(*, today: dt.date, at: dt.datetime) -> tuple[int, int]:
    """Shred what is older than the limits in force; how many identities and how many contents. Safe to run twice."""
    rules, identities, contents = law(today), 0, 0
    for complaint, ended in _over():
        gone = _gone(rules, CONTENT, ended, today)
        if gone or (complaint.identity is not None and _gone(rules, IDENTITY, ended, today)):
            one, other = _shred(complaint, whole=gone, today=today, at=at)
            identities, contents = identities + one, contents + other
    return identities, contents


def _gone(rules: Law, limit: str, ended: dt.date, today: dt.date) -> bool:
    return limit in rules.limits and today > rules.limits[limit].after(ended, rules.calendar).on


def _over() -> Iterator[tuple[Complaint, dt.date]]:
    """Every case that is over, is not held and has not gone, with the day on which it ended; by its key, in parts.

    What was merged ends with the case that it was merged into.
    """
    last = None
    while True:
        with seeing(SYSTEM):
            rows = _candidates().order_by("pk")
            found = list(rows.filter(pk__gt=last)[:AT_ONCE] if last else rows[:AT_ONCE])
        for complaint in found:
            if complaint.ended_at:  # type: ignore[attr-defined]
                yield complaint, complaint.ended_at.date()  # type: ignore[attr-defined]
        if len(found) < AT_ONCE:
            return
        last = found[-1].pk


def _candidates() -> QuerySet[Complaint]:
    into = Q(status=S.MERGED, merged_into__status__in=OVER, merged_into__held=False)
    rows = Complaint.objects.filter(Q(status__in=OVER) | into, held=False, shredded_on=None)
    moved = Entry.objects.annotate(became=KT("after__status")).order_by("-seq")
    own = moved.filter(case_id=OuterRef("pk"), became=OuterRef("status"))
    other = moved.filter(case_id=OuterRef("merged_into"), became=OuterRef("merged_into__status"))
    rows = rows.annotate(own_at=Subquery(own.values("at")[:1]), other_at=Subquery(other.values("at")[:1]))
    return rows.annotate(ended_at=Greatest("own_at", "other_at"))  # PostgreSQL's passes over nulls


def _shred(complaint: Complaint, *, whole: bool, today: dt.date, at: dt.datetime) -> tuple[bool, bool]:
    """Whether an identity and whether a content went; neither if the case was held or moved meanwhile."""
    with transaction.atomic(), seeing(SYSTEM):
        rows = Complaint.objects.select_for_update(no_key=True)
        row = rows.filter(pk=complaint.pk, status=complaint.status, held=False, shredded_on=None).first()
        if row is None:
            return False, False
        named = row.identity is not None
        if named:
            _shred_identity(row, today=today, at=at)
        if whole:
            _shred_content(row, today=today, at=at)
    return named, whole


def _shred_identity(row: Complaint, *, today: dt.date, at: dt.datetime) -> None:
    keyring.drop(row.pk, purpose=Purpose.IDENTITY)
    row.identity, row.identity_shredded_on = None, today
    row.save(update_fields=["identity", "identity_shredded_on"])
    proving.commit_by_system(row.pk, proving.IDENTITY_SHREDDED, on=today, at=at)
    ledger.write(row, NO_IDENTITY, by=None, at=at, basis=BASIS, after={"identity_shredded_on": today.isoformat()})


def _shred_content(row: Complaint, *, today: dt.date, at: dt.datetime) -> None:
    """All keys but the archive's, the files on disk, and of what the server knows everything but the statistics."""
    kept = [fingerprint(bytes(public)) for public in SealingKey.objects.values_list("public", flat=True)]
    for case in (row.pk, *row.forwards.values_list("pk", flat=True)):
        keyring.drop(case, but=kept)
    archived = keyring.all_of([row.pk]).exists()
    if not archived:
        for file in row.files.values_list("pk", flat=True):
            path_of(file).unlink(missing_ok=True)
    said = {name: value for name, value in access.routed(row).items() if name in STATISTICS}
    row.routing, row.shredded_on = access.route(said, row.pk), today
    row.save(update_fields=["routing", "shredded_on"])
    row.grants.filter(ended_on=None).update(ended_on=today)
    proving.commit_by_system(row.pk, proving.SHREDDED, on=today, at=at)
    after = {"shredded_on": today.isoformat(), "archived": archived}
    ledger.write(row, NO_CONTENT, by=None, at=at, basis=BASIS, after=after)
