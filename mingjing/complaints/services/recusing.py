"""回避: who is about the case, or too near to it, neither opens nor handles it (CMP-5, CMP-7-2b)."""

import datetime as dt
from typing import Any

from django.db import transaction

from mingjing.complaints import access
from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import PaperKind
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import duties
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import granting, papers
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official

RECUSED = "回避"
BASIS = "CMP-7-2b"


@transaction.atomic
def recuse(complaint: Complaint, *, reason: str, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Step back from a case. One's grants and keys end, and no new ones can be given.

    Raises:
        Refused: no reason, nobody else has the case, or not of the centre.
    """
    if not by.holds(*CENTRE):
        raise Refused("只有投诉举报中心的人员办理投诉举报，也只有他们需要回避（第七条第二项）。")
    if not reason.strip():
        raise Refused("申请回避要写明理由，例如与当事人的关系（第七条第二项）。")
    others = complaint.grants.filter(ended_on=None).exclude(holder=tag_of(by))
    if not others.exists():
        raise Refused("现在只有您能打开这一件。请先交给他人承办，或者呈负责人，再申请回避。")
    papers.add(complaint, PaperKind.REASON, {"text": reason.strip()}, keys=keys, by=by, at=at)
    bar(complaint, by)
    ledger.write(complaint, RECUSED, by=masked(by), at=at, basis=BASIS)
    granting.end_for(complaint, by, by=by, today=today, at=at)


def bar(complaint: Complaint, official: Official) -> None:
    """Put somebody on the list of those who may not have the case, whatever was written there a moment ago."""
    said = access.routed(Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk))
    conflicts = said.get("conflicts", [])
    if str(official.pk) not in conflicts:
        reroute(complaint, {**said, "conflicts": [*conflicts, str(official.pk)]})


def reroute(complaint: Complaint, said: dict[str, Any]) -> None:
    """Seal anew what the server knows of a case."""
    complaint.routing = access.route(said, complaint.pk)
    Complaint.objects.filter(pk=complaint.pk).update(routing=complaint.routing)


def enforce(complaint: Complaint, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Take the case from whoever is in conflict by now."""
    said = access.routed(complaint)
    held = set(complaint.grants.filter(ended_on=None).values_list("holder", flat=True))
    for official in (*duties.staff(), *duties.supervisors()):
        if tag_of(official) in held and access.is_in_conflict(official, said):
            granting.end_for(complaint, official, by=by, today=today, at=at)
