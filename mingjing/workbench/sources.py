"""What a lead's form says already when it is opened from a signal, a gap or a task. Nothing is stored by opening it."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mingjing.assignments import access as assignments
from mingjing.assignments.workflow import RECTIFY
from mingjing.casework import access as casework
from mingjing.casework.selectors.wording import said
from mingjing.complaints import access as complaints
from mingjing.complaints.selectors import breaches, desk
from mingjing.complaints.selectors.breaches import Breach
from mingjing.filings.enums import TermEnd
from mingjing.filings.selectors import listing as filings
from mingjing.people.models import Official
from mingjing.regulations.selectors import in_force
from mingjing.sealing.services.routing import tag
from mingjing.supervision import access as supervision
from mingjing.supervision.enums import LeadSource
from mingjing.supervision.selectors.leads import pack_on

Filled = dict[str, Any]


def prefilled(viewer: Official, asked: Mapping[str, str], today: dt.date) -> Filled:
    """The form for the source that `asked` names; an empty one where there is none that the viewer may see."""
    if asked.get("source") == LeadSource.GRADE:
        return {"source": LeadSource.GRADE}  # entered by hand: a grade says nothing of a ground (GAP-09)
    find = FINDERS.get(asked.get("source", ""))
    try:
        key = UUID(asked.get("id", ""))
    except ValueError:
        return {"source": LeadSource.PERSON}
    found = find(viewer, key, today) if find else None
    if found is None:
        return {"source": LeadSource.PERSON}
    pack = pack_on(found["happened_on"] or today)
    if pack is None or found["ground"] not in pack.grounds:
        found["ground"] = ""  # a signal may rest on an article as a whole: a person chooses the ground
    return {"source": asked["source"], "source_id": key} | found


def _signal(viewer: Official, key: UUID, today: dt.date) -> Filled | None:
    row = casework.signals_visible_to(viewer).select_related("item", "matter").filter(pk=key).first()
    if row is None:
        return None
    what = f"{row.item.name}（{row.item.number}）{said(row)}"
    answer = _("单位答复：%(answer)s") % {"answer": row.answer} if row.answer else ""
    return {
        "unit": row.unit_id,
        "ground": row.basis,
        "facts": "\n".join(filter(None, (what, answer))),
        "happened_on": row.raised_on,
        "source_note": str(row),
    }


def _gap(viewer: Official, key: UUID, today: dt.date) -> Filled | None:
    row = supervision.gaps_visible_to(viewer).select_related("item").filter(pk=key).first()
    if row is None:
        return None
    of = f"{row.item.name}（{row.item.number}）" if row.item else row.subject
    since = _("自 %(since)s 起，已 %(days)s 天。") % {"since": row.since_on, "days": row.days(today)}
    return {
        "unit": row.unit_id,
        "ground": row.article,
        "facts": f"{of}{row.what}。{since}",
        "happened_on": row.since_on,
        "source_note": str(row)[:200],
    }


def _assignment(viewer: Official, key: UUID, today: dt.date) -> Filled | None:
    row = assignments.visible_to(viewer).filter(pk=key).first()
    if row is None:
        return None
    late = _("“%(title)s”最后一日是 %(due)s，逾期 %(n)s 天。") % {
        "title": row.title,
        "due": row.due_on,
        "n": row.days_late(today),
    }
    told = _("单位报告：%(report)s") % {"report": row.report} if row.report else ""
    happened_on = min(row.due_on + dt.timedelta(days=1), today)
    pack = pack_on(happened_on)
    return {
        "unit": row.unit_id,
        "ground": row.basis if pack and row.basis in pack.grounds else RECTIFY,  # asked for, and not done
        "facts": "\n".join(filter(None, (late, told))),
        "happened_on": happened_on,
        "source_note": str(row),
    }


def _filing(viewer: Official, key: UUID, today: dt.date) -> Filled | None:
    """The last day, when it came in if it did, and the days between (ACC-8-1, ACC-8-2)."""
    row = filings.filings(viewer).filter(pk=key).first()
    term = row.late_term(today) if row else None
    if row is None or term is None:
        return None
    until = _("%(on)s 报送") % {"on": term.ended_on} if term.end == TermEnd.FILED else _("至今没有报送")
    if term.end in (TermEnd.MOVED, TermEnd.WITHDRAWN):
        until = _("%(on)s %(end)s") % {"on": term.ended_on, "end": term.get_end_display()}
    facts = _("“%(title)s”（%(task)s）最后一日是 %(due)s，%(until)s，逾期 %(n)s 天。") % {
        "title": row.task.title,
        "task": row.task.number,
        "due": term.due_on,
        "until": until,
        "n": term.days_late(today),
    }
    judged = _("负责人认定：%(reason)s") % {"reason": row.excused_for} if row.excused_for else ""
    return {
        "unit": row.unit_id,
        "ground": row.task.basis,
        "facts": "\n".join(filter(None, (facts, judged))),
        "happened_on": term.due_on + dt.timedelta(days=1),
        "source_note": str(row),
    }


def _complaint(viewer: Official, key: UUID, today: dt.date) -> Filled | None:
    """Computed dates and articles; nothing of what is complained of, and nobody who complained (ACC-9-1a, CMP-8-c)."""
    found = breaches.of_complaint(viewer, key)
    if not found:
        return None
    return {
        "unit": breaches.unit_late(viewer, found),
        "ground": "ACC-9-1a",
        "facts": "\n".join(_dates_of(breach) for breach in found),
        "happened_on": found[0].clock.breached_on,
        "source_note": found[0].number,
    }


def _dates_of(breach: Breach) -> str:
    clock, limit = breach.clock, breach.limit
    said = _("%(name)s（%(article)s，%(limit)s）：自 %(start)s 起算，最后一日 %(due)s，%(late)s 起逾期") % {
        "name": limit.name,
        "article": limit.article,
        "limit": limit,
        "start": clock.started_on,
        "due": clock.due_on,
        "late": clock.breached_on,
    }
    done = _("，%(done)s 办结") % {"done": clock.stopped_on} if clock.stopped_on else _("，至今没有办结")
    return _("%(said)s%(done)s。") % {"said": said, "done": done}


def _finding(viewer: Official, key: UUID, today: dt.date) -> Filled | None:
    """Unit, ground and dates of a case that was granted to the viewer, and not a word of it (CMP-7-2c, CMP-8-b).

    The lead keeps a sign instead of the case's key: nobody comes from the one to the other without the server.
    """
    with complaints.shown_to(viewer):
        row = complaints.visible_to(viewer).filter(pk=key).exclude(finding="").first()
    if row is None:
        return None
    known = complaints.routed(row)
    act = desk.pack_of(in_force(today)).acts.get(known.get("act", ""))
    happened = known.get("happened_on")
    dates = [_("%(on)s 收到反映") % {"on": row.received_on}, _("%(on)s 认定") % {"on": row.concluded_on}]
    if happened:
        dates.insert(0, _("%(on)s 发生") % {"on": happened})
    return {
        "unit": known.get("unit"),
        "ground": act.suggests[0] if act and act.suggests else "",
        "facts": "，".join(dates) + "。",
        "happened_on": happened or row.received_on,
        "source_id": UUID(tag("lead", row.pk)),
    }


FINDERS: dict[str, Callable[[Official, UUID, dt.date], Filled | None]] = {
    LeadSource.SIGNAL: _signal,
    LeadSource.GAP: _gap,
    LeadSource.ASSIGNMENT: _assignment,
    LeadSource.FILING: _filing,
    LeadSource.FINDING: _finding,
    LeadSource.COMPLAINT: _complaint,
}
