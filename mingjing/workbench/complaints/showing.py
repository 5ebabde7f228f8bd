"""The panels that read a case: what it is, its clocks, what was said, its papers, its people, its file."""

from typing import Any

from mingjing.clocks.enums import ClockStatus
from mingjing.complaints.enums import Asked, Duty, Finding, PaperKind
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import case, desk
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.kinds import Panel

Shown = dict[str, Any] | None
FOLDER = "workbench/complaints/panels"
TOLD_APART = (PaperKind.STATEMENT, PaperKind.REASON, PaperKind.OPINION)  # shown where they belong


def _facts(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> Shown:
    read = reading.of(request, complaint, keys)
    first = read.pack.acts.get(read.said.get("first_act", ""))
    return {
        "act": read.act,
        "first_act": first if first != read.act else None,
        "unit": read.unit,
        "urgent": desk.is_urgent(read.said, read.act),
        "said": read.said,
        "next": case.next_steps(complaint, read.asked),
        "finding": Finding(complaint.finding).label if complaint.finding else "",
        "pack": read.pack.slug,
    }


def _clocks(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> Shown:
    read = reading.of(request, complaint, keys)
    running = (ClockStatus.RUNNING, ClockStatus.PAUSED, ClockStatus.BREACHED)
    return {
        "open": [row for row in read.clocks if row.clock.status in running],
        "over": [row for row in read.clocks if row.clock.status not in running],
        "pack": read.pack.slug,
    }


def _statement(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> Shown:
    read = reading.of(request, complaint, keys)
    notes: dict[Any, list[Any]] = {}
    for note in read.kept(PaperKind.NOTE):
        notes.setdefault(note.paper.about_id, []).append((note, read.name(note.paper.by)))
    return {
        "statements": [(paper, notes.get(paper.paper.pk, [])) for paper in read.kept(PaperKind.STATEMENT)],
        "viewer": request.user,
        "now": read.at,
    }


def _papers(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> Shown:
    read = reading.of(request, complaint, keys)
    rows = [
        (paper, read.name(paper.paper.by))
        for paper in read.papers
        if paper.paper.kind not in TOLD_APART and paper.paper.about_id is None and paper.said is not None
    ]
    return {"papers": rows} if rows else None


def _approvals(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> Shown:
    read = reading.of(request, complaint, keys)
    rows = [
        {
            "row": row,
            "kind": Asked(row.kind).label,
            "asked_by": read.name(row.asked_by),
            "decided_by": read.name(row.decided_by) if row.decided_by else "",
            "reason": read.words(row.reason_id),
            "opinion": read.words(row.opinion_id),
            "waited": ((row.decided_at or read.at).date() - row.asked_at.date()).days,
        }
        for row in read.approvals
    ]
    return {"approvals": rows} if rows else None


def _people(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> Shown:
    read = reading.of(request, complaint, keys)
    return {"duties": [(duty.label, names) for duty in Duty if (names := read.holding(duty))]}


def _ledger(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> Shown:
    read = reading.of(request, complaint, keys)
    rows = [(entry, read.name(entry.by_id) if entry.by_id else entry.by) for entry in read.entries]
    return {"entries": rows, "pack": read.pack.slug}


FACTS = Panel("facts", f"{FOLDER}/facts.html", _facts)
CLOCKS = Panel("clocks", f"{FOLDER}/clocks.html", _clocks)
STATEMENT = Panel("statement", f"{FOLDER}/statement.html", _statement)
PAPERS = Panel("papers", f"{FOLDER}/papers.html", _papers)
APPROVALS = Panel("approvals", f"{FOLDER}/approvals.html", _approvals)
PEOPLE = Panel("people", f"{FOLDER}/people.html", _people)
LEDGER = Panel("ledger", f"{FOLDER}/ledger.html", _ledger)
