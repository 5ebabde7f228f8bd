"""待办: what this official must do, nearest last day first, each with its article and the page that moves it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingjing.assignments import selectors as assignments
from mingjing.assignments.workflow import ACCEPT as ACCEPT_REPORT
from mingjing.assignments.workflow import REPORT
from mingjing.casework import access as casework
from mingjing.casework.enums import Colour, MatterState, SignalStatus
from mingjing.casework.models import OperationRecord, Signal
from mingjing.casework.selectors import records
from mingjing.casework.workflow import ACCEPT, ANSWER, ANSWER_OBJECTION, BEGIN, ENTERED, FILE, PUBLICISE, READ, SHELVE
from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.enums import OpinionKind
from mingjing.catalogue.models import ClearingRound
from mingjing.catalogue.selectors import changes, clearing
from mingjing.core.steps import Step
from mingjing.disclosure import access as disclosure
from mingjing.disclosure.enums import ReportStatus
from mingjing.disclosure.selectors import dues
from mingjing.people.enums import Role
from mingjing.people.models import NoticeReceipt, Official, Unit
from mingjing.regulations import selectors as regulations
from mingjing.workbench.access import OfficialRequest, official_required

MOST = 100  # of each kind: a longer list has its own page
SOON = dt.timedelta(days=3)
REVISE = "ACC-6-4a"


@dataclass(frozen=True)
class Task:
    """One line of the page. `due` None where no limit runs; `basis` an id of the pack in force, or empty."""

    due: dt.date | None
    what: str
    number: str
    basis: str
    url: str
    step: str

    def state(self, today: dt.date) -> str:
        """The chip: late, soon, or neither."""
        if self.due is None:
            return ""
        return "late" if self.due < today else "soon" if self.due - today <= SOON else ""


@require_GET
@official_required
def todo(request: OfficialRequest) -> HttpResponse:
    """Everything that waits for this official."""
    today = timezone.localdate()
    law = dues.law(today) if request.user.holds(Role.UNIT_CLERK) else None
    found = [
        *_versions(request.user),
        *_signals(request.user),
        *_records(request.user, today),
        *_digests(request.user),
        *_notices(request.user),
        *_clearings(request.user),
        *_assignments(request.user),
        *(_revisions(request.user, law) if law else ()),
        *(_disclosures(request.user, today, law) if law else ()),
        *_reports(request.user),
    ]
    found.sort(key=lambda task: (task.due or dt.date.max, task.number))
    rows = [(task, task.state(today)) for task in found]
    context = {
        "section": "todo",
        "rows": rows,
        "late": sum(state == "late" for _task, state in rows),
        "soon": sum(state == "soon" for _task, state in rows),
        "rest": sum(state == "" for _task, state in rows),
        "today": today,
        "regulation": law.regulation if law else regulations.in_force(today),
    }
    return render(request, "workbench/todo/list.html", context)


def _versions(viewer: Official) -> Iterator[Task]:
    for version, step in catalogue.awaiting(viewer)[:MOST]:
        what = _("%(step)s：%(power)s第%(no)s版") % {"step": step.name, "power": version.item.name, "no": version.no}
        url = reverse("workbench:version", args=[version.item.number, version.no])
        yield Task(None, what, version.item.number, step.basis, url, step.name)


def _signals(viewer: Official) -> Iterator[Task]:
    """Signals that wait for an answer, for somebody to read it, or for the unit's leader to know of them (ACC-7-2a).

    The unit's last day is that of its answer; a warning counts to the last day of the step where that comes first.
    """
    rows = casework.signals_visible_to(viewer)
    waiting = [(READ, casework.signals_to_read(viewer))]
    if viewer.holds(Role.UNIT_CLERK):
        waiting += [(ANSWER.name, rows.filter(unit=viewer.unit_id, status=SignalStatus.OPEN))]
    if viewer.holds(Role.LGO_CLERK):
        waiting += [(ACCEPT.name, rows.filter(status=SignalStatus.ANSWERED))]
    for step, signals in waiting:
        mine = signals.select_related("item", "matter").annotate(chased=Count("chases"))
        first = ("answer_due_on", "-raised_on", "-id") if step == ANSWER.name else ("-raised_on", "-id")
        for signal in mine.order_by(*first)[:MOST]:
            what = f"{signal.get_colour_display()} {signal.get_kind_display()}：{signal.item.name} {signal.node_name}"
            if signal.chased and step == ANSWER.name:
                what = _("%(what)s（已催办 %(times)s 次）") % {"what": what.strip(), "times": signal.chased}
            url = reverse("workbench:signal", args=[signal.pk])
            yield Task(_answer_by(signal, step), what.strip(), signal.number, signal.basis, url, step)


def _answer_by(signal: Signal, step: str) -> dt.date | None:
    """The day that counts in a line on a signal; None where only words are asked for and nothing says by when."""
    over = signal.matter is not None and signal.matter.state == MatterState.FINISHED
    runs_out = None if over else signal.due_on
    if step != ANSWER.name or signal.answer_due_on is None:
        return runs_out
    return (
        min(runs_out or signal.answer_due_on, signal.answer_due_on)
        if signal.colour == Colour.YELLOW
        else (signal.answer_due_on)
    )


def _digests(viewer: Official) -> Iterator[Task]:
    """Digests that the leader has not opened."""
    if not viewer.holds(Role.UNIT_LEADER, Role.LGO_HEAD):
        return
    for digest in casework.digests_visible_to(viewer).filter(read_at=None)[:MOST]:
        what = _("监察摘要：%(since)s 至 %(until)s") % {"since": digest.since, "until": digest.until}
        yield Task(None, what, "", "ACC-7-2c", reverse("workbench:digest", args=[digest.pk]), _("阅读"))


def _records(viewer: Official, today: dt.date) -> Iterator[Task]:
    """Operation records: steps whose last day is near, what waits for the leader, objections, filing (ASM-5-4-2)."""

    def page(pk: object) -> str:
        return reverse("workbench:operation_record", args=[pk])

    for step in records.running_out(viewer, today=today)[:MOST]:
        record = step.matter.record
        what = _("登记表：%(title)s，办理“%(step)s”") % {"title": record.title, "step": step.name}
        yield Task(step.due_on, what, record.number, BEGIN.basis, page(record.pk), ENTERED)
    waiting: list[tuple[Step, OperationRecord, dt.date | None]] = []
    waiting += [(PUBLICISE, record, None) for record in records.to_approve(viewer)[:MOST]]
    waiting += [(SHELVE, record, None) for record in records.to_shelve(viewer)[:MOST]]
    waiting += [(FILE, record, due) for record, due in records.to_file(viewer, today=today)[:MOST]]
    for moved, record, due in waiting:
        what = _("登记表：%(title)s") % {"title": record.title}
        yield Task(due, what, record.number, moved.basis, page(record.pk), moved.name)
    for objection in records.to_answer(viewer)[:MOST]:
        what = _("公示收到异议：%(title)s") % {"title": objection.record.title}
        name = ANSWER_OBJECTION.name if viewer.holds(Role.UNIT_CLERK) else READ
        yield Task(objection.due_on, what, objection.number, ANSWER_OBJECTION.basis, page(objection.record_id), name)


def _clearings(viewer: Official) -> Iterator[Task]:
    """What running clearing rounds ask: to hand in, to say an opinion, to decide (ASM-5-3-2a)."""
    for found, what, n in clearing.tasks(viewer):
        asked, due = _asked(found, what)
        url = reverse("workbench:clearing_entries", args=[found.number])
        url += "" if what == "hand_in" else f"?waits={what}"
        said = _("%(round)s：%(n)s 项等待%(step)s") % {"round": found.name, "n": n, "step": asked}
        yield Task(due, said, found.number, "ASM-5-3-2a", url, asked)


def _asked(found: ClearingRound, what: str) -> tuple[str, dt.date]:
    """What a round asks, in a word, and by when."""
    if what == "hand_in":
        return _("报送"), found.submit_by
    return (_("决定"), found.decide_by) if what == "decision" else (str(OpinionKind(what).label), found.review_by)


def _notices(viewer: Official) -> Iterator[Task]:
    unread = NoticeReceipt.objects.filter(unit=viewer.unit_id, read_at=None).select_related("notice")
    for receipt in unread.order_by("notice__sent_at")[:MOST]:
        url = reverse("workbench:notice", args=[receipt.notice_id])
        what = _("阅读通知：%(title)s") % {"title": receipt.notice.title}
        yield Task(None, what, "", "NOT-3", url, _("阅读"))


def _assignments(viewer: Official) -> Iterator[Task]:
    """What the office or the system asks of the unit, and what units report to the office."""
    for row in assignments.waiting(viewer)[:MOST]:
        step = ACCEPT_REPORT if row.status in ACCEPT_REPORT.sources else REPORT
        yield Task(row.due_on, row.title, row.number, row.basis, row.get_absolute_url(), step.name)


def _revisions(viewer: Official, law: dues.Law) -> Iterator[Task]:
    limit = law.limits.get(REVISE)
    if limit is None:
        return
    units = Unit.objects.filter(pk=viewer.unit_id)  # what no recorded change has made an assignment of
    for task in changes.unrecorded_tasks(limit, law.calendar, units=units)[:MOST]:
        what = _("修订：%(power)s（%(law)s已变化）") % {"power": task.item.name, "law": task.law}
        yield Task(
            task.due_on,
            what,
            task.item.number,
            REVISE,
            reverse("workbench:power", args=[task.item.number]),
            _("修订"),
        )


def _disclosures(viewer: Official, today: dt.date, law: dues.Law) -> Iterator[Task]:
    """What the unit has to disclose: late, or due within days; for its clerk (ASM-5-3-3)."""
    plans = disclosure.visible_to(viewer).filter(unit=viewer.unit_id)
    for due in dues.undisclosed(plans, since=today - dues.LOOK_BACK, until=today + SOON, known=law)[:MOST]:
        what = _("公开：%(title)s %(turn)s") % {"title": due.plan.title, "turn": due.what}
        number = due.plan.item.number if due.plan.item else ""
        yield Task(due.on, what, number, due.basis, reverse("workbench:plan", args=[due.plan.pk]), _("登记公开"))


def _reports(viewer: Official) -> Iterator[Task]:
    """Reports of readers that wait for this person's answer (ASM-5-3-4c)."""
    if not viewer.holds(Role.UNIT_CLERK, Role.LGO_CLERK):
        return
    rows = disclosure.reports_visible_to(viewer).filter(status=ReportStatus.OPEN).select_related("unit")
    for report in rows.order_by("received_at")[:MOST]:
        for step in disclosure.steps_for(viewer, report):
            what = _("%(kind)s：%(page)s") % {"kind": report.get_kind_display(), "page": report.page}
            yield Task(None, what, "", step.basis, reverse("workbench:report", args=[report.pk]), step.name)


urlpatterns = [path("", todo, name="todo")]
