"""并案 and 分案: several reporters on one matter, several matters of one reporter, all kept apart (CMP-7-1b)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import ComplaintStatus, Duty, PaperKind, Purpose
from mingjing.complaints.models import Complaint, Grant
from mingjing.complaints.selectors import duties
from mingjing.complaints.selectors.opening import CaseKeys, hour_of
from mingjing.complaints.services import filing, granting, papers, proving, recusing, referring
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring import services as keyring
from mingjing.ledger import numbering
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit
from mingjing.regulations.selectors import law
from mingjing.sealing.services import boxes, wraps

JOINED, SPLIT = "并入他件", "分出一件"
BASIS = "CMP-7-1b"


@transaction.atomic
def merge(
    complaint: Complaint,
    into: Complaint,
    *,
    keys: CaseKeys,
    keys_into: CaseKeys,
    reason: str,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> None:
    """Handle a case together with another one. Each reporter keeps their code and sees their own words only.

    Whoever has the one is given the other, except for conflicts; the conflicts of both count for both.

    Raises:
        Refused: not this official's step, itself, over already, no reason, or a handler of the other is in conflict.
    """
    access.check_may_take(by, workflow.MERGE, complaint)
    if into.pk == complaint.pk or into.status not in workflow.OPEN:
        raise Refused("并入的件必须是另一件，而且还在办理（第七条第一项）。")
    if not reason.strip():
        raise Refused("并案要写明理由（第七条第一项）。")
    conflicts = _joint(complaint, into)
    held = _held(complaint, into)
    people = [person for person in duties.insiders() if tag_of(person) in held]
    if any(access.is_in_conflict(person, conflicts) for person in people):
        raise Refused("有经办人按回避规定不能一起办理这两件。请先改派，再并案（第五条、第七条第二项）。")
    for case, key in ((complaint, keys), (into, keys_into)):
        recusing.reroute(case, {**access.routed(case), **conflicts})
        has = set(case.grants.filter(ended_on=None).values_list("holder", "duty"))
        lacking = [(who, duty) for who in people for duty in held[tag_of(who)] if (tag_of(who), duty) not in has]
        for person, duty in lacking:
            granting.give(case, person, duty, keys=key, by=by, today=today, at=at)
    papers.add(complaint, PaperKind.REASON, {"text": reason.strip()}, keys=keys, by=by, at=at)
    ledger.take(workflow.MERGE, complaint, by=masked(by), at=at, merged_into=into)
    ledger.write(into, JOINED, by=masked(by), at=at, basis=BASIS)
    referring.end_clocks(complaint, by=by, today=today, at=at)
    proving.commit(complaint.pk, "merged", keys=keys, on=today, at=at)


def _joint(one: Complaint, other: Complaint) -> dict[str, Any]:
    said = [access.routed(case) for case in (one, other)]
    units = {unit for known in said for unit in access.accused(known)}
    named = {str(pk) for known in said for pk in known.get("conflicts", ())}
    theirs = Official.objects.filter(
        unit__in=[UUID(unit) for unit in units], pk__in=[person.pk for person in duties.insiders()]
    )
    named |= {str(pk) for pk in theirs.values_list("pk", flat=True)}
    return {"units": sorted(units), "conflicts": sorted(named)}


def _held(one: Complaint, other: Complaint) -> dict[str, list[Duty]]:
    """Who has either case, and for which duties. Leaders are asked about each case for itself."""
    rows = Grant.objects.filter(complaint__in=(one, other), ended_on=None).exclude(duty=Duty.APPROVER)
    held: dict[str, list[Duty]] = {}
    for holder, duty in rows.order_by("duty").values_list("holder", "duty").distinct():
        held.setdefault(holder, []).append(Duty(duty))
    return held


@transaction.atomic
def split(
    complaint: Complaint,
    *,
    text: str,
    act: str,
    unit: Unit | None,
    keys: CaseKeys,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Complaint:
    """Make a case of its own of a part of another: same reporter, same code, a key, number and clocks of its own.

    Its clocks count from the same day of receipt. The identity, if there is one, stays with the first case.

    Raises:
        Refused: not of the centre, over already, no text, or everybody who has the case is in conflict with the part.
    """
    if not by.holds(workflow.MERGE.role) or complaint.status not in workflow.OPEN:
        raise Refused(f"分案由承办人在办结以前办理，{complaint}现在不能分（第七条第一项）。")
    if not text.strip():
        raise Refused("请写明分出的内容（第七条第一项）。")
    said = access.routed(complaint)
    conflicts = set(said.get("conflicts", ())) | {str(pk) for pk in duties.named(text)}
    named = access.accused(said) | ({str(unit.pk)} if unit else set())
    route = {
        **said, "act": act, "first_act": act, "unit": str(unit.pk) if unit else None, "conflicts": sorted(conflicts),
        "units": sorted(named), "outside": "", "history": [], "likeness": duties.likeness(text),
    }  # fmt: skip
    held = set(complaint.grants.filter(ended_on=None).exclude(duty=Duty.APPROVER).values_list("holder", flat=True))
    people = [person for person in access.fit(duties.staff(), route) if tag_of(person) in held]
    if not people:
        raise Refused("现在能打开这一件的人都要回避分出的内容。请先交给他人（第五条、第七条第二项）。")
    new, own = Complaint(pk=uuid4()), CaseKeys(boxes.new_key(), boxes.new_key())
    new.routing = access.route(route, new.pk)
    _keep(new, own, complaint, people)
    with seeing(SYSTEM):
        _store(new, complaint, text, own, people, by=by, today=today, at=at)
    ledger.write(complaint, SPLIT, by=masked(by), at=at, basis=BASIS)
    return new


def _keep(new: Complaint, own: CaseKeys, of: Complaint, people: Sequence[Official]) -> None:
    made = [
        *granting.wrapped(new, own, people),
        *wraps.to_custodians(new.pk, Purpose.CONTENT, own.content),
        *wraps.to_custodians(new.pk, Purpose.WORK, own.work),
    ]
    if of.receipt:
        made.append(wraps.to_public(new.pk, Purpose.CONTENT, own.content, of.receipt.public))
    keyring.keep(made)


def _store(
    new: Complaint,
    of: Complaint,
    text: str,
    own: CaseKeys,
    people: Sequence[Official],
    *,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> None:
    new.number, new.status = numbering.numbered(filing.SIGN, today.year), ComplaintStatus.REGISTERED
    new.receipt, new.channel, new.split_from = of.receipt, of.channel, of
    new.received_on, new.received_hour, new.real_name = of.received_on, hour_of(at), of.real_name
    new.save(force_insert=True)
    given = [Grant(complaint=new, holder=tag_of(one), duty=Duty.REGISTRAR, given_on=today) for one in people]
    Grant.objects.bulk_create(given)
    papers.add(new, PaperKind.STATEMENT, {"text": text.strip()}, keys=own, by=by, at=at)
    after = {"status": new.status, "channel": new.channel, "received_on": new.received_on.isoformat()}
    ledger.write(new, workflow.REGISTERED, by=masked(by), at=at, basis="CMP-7-1c", after=after)
    filing.start_clocks(new, law(new.received_on), at=at)
    proving.commit(new.pk, filing.FILED, keys=own, on=today, at=at)
