"""分类、摘要、附注 (CMP-7-1a, CMP-7-1b, CMP-8-a). The original is never touched: what we think stands beside it."""

import datetime as dt

from django.db import transaction

from mingjing.complaints import access, workflow
from mingjing.complaints.acting import masked, tag_of
from mingjing.complaints.enums import ComplaintKind, PaperKind
from mingjing.complaints.models import Complaint, Paper
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import clocking, papers, recusing
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import CENTRE
from mingjing.people.models import Official, Unit

CLASSIFIED, AGAIN, SUMMED_UP, NOTED = "分类", "重新分类", "写摘要", "加附注"
OWED = "CMP-7-1a"


@transaction.atomic
def classify(
    complaint: Complaint,
    *,
    act: str,
    kind: ComplaintKind,
    urgent: bool = False,
    ours: bool = True,
    unit: Unit | None = None,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> None:
    """Say which act it is about, what it is, whether it waits, whether it is ours, and which unit (CMP-7-1a).

    The first act stays on record whatever later ones say (CMP-4-9). Whoever a unit newly named puts in conflict loses
    the case at once (CMP-5). A unit named before stays barred, also if it was named by mistake.

    Raises:
        Refused: not of the centre, no act, over already, or this person would put themselves in conflict.
    """
    _check(complaint, by, CLASSIFIED)
    if not act:
        raise Refused("请选择反映的是第四条哪一项行为；都不是的，选“其他违反规定的行为”并写附注（第四条）。")
    locked = Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)
    said = access.routed(locked)
    first = locked.classified_on is None
    history = [*said.get("history", []), {"act": act, "on": today.isoformat(), "by": tag_of(by)}]
    named = access.accused(said) | ({str(unit.pk)} if unit else set())
    said |= {
        "act": act, "kind": str(kind), "urgent": urgent, "ours": ours, "history": history,
        "unit": str(unit.pk) if unit else None, "units": sorted(named),
    }  # fmt: skip
    if access.is_in_conflict(by, said):
        raise Refused("您所在的单位就是被反映的单位，您要回避，请交给他人分类（第五条）。")
    recusing.reroute(complaint, said)
    if first:
        Complaint.objects.filter(pk=complaint.pk).update(classified_on=today)
        complaint.classified_on = today
    ledger.write(complaint, CLASSIFIED if first else AGAIN, by=masked(by), at=at, basis=OWED)
    clocking.stop(complaint.pk, OWED, on=today, by=by, at=at)
    recusing.enforce(complaint, by=by, today=today, at=at)


@transaction.atomic
def sum_up(complaint: Complaint, text: str, *, keys: CaseKeys, by: Official, at: dt.datetime) -> Paper:
    """Write a summary (CMP-7-1b). A later one stands beside the earlier ones.

    Raises:
        Refused: not of the centre, nothing said, or over already.
    """
    _check(complaint, by, SUMMED_UP)
    paper = papers.add(complaint, PaperKind.SUMMARY, _said(text, "摘要"), keys=keys, by=by, at=at)
    ledger.write(complaint, SUMMED_UP, by=masked(by), at=at, basis="CMP-7-1b")
    return paper


@transaction.atomic
def note(complaint: Complaint, text: str, *, keys: CaseKeys, by: Official, at: dt.datetime) -> Paper:
    """Put a note to the original, with name and time. The original itself can never be changed (CMP-8-a).

    Raises:
        Refused: not of the centre, or nothing said.
    """
    _check_centre(by, NOTED)
    original = complaint.papers.filter(kind=PaperKind.STATEMENT).order_by("place").first()
    paper = papers.add(complaint, PaperKind.NOTE, _said(text, "附注"), keys=keys, by=by, at=at, about=original)
    ledger.write(complaint, NOTED, by=masked(by), at=at, basis="CMP-8-a")
    return paper


def _check(complaint: Complaint, by: Official, what: str) -> None:
    _check_centre(by, what)
    if complaint.status not in workflow.OPEN:
        raise Refused(f"{complaint}已经“{complaint.get_status_display()}”，不能再“{what}”（第七条第一项）。")


def _check_centre(by: Official, what: str) -> None:
    if not by.holds(*CENTRE):
        raise Refused(f"“{what}”由投诉举报中心办理，您没有这个权限（第七条第一项）。")


def _said(text: str, what: str) -> dict[str, str]:
    if not text.strip():
        raise Refused(f"请写明{what}的内容。")
    return {"text": text.strip()}
