"""Signals that wait for an answer or a reader, and digests."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from mingjing.casework import access
from mingjing.casework.enums import Colour, MatterState, SignalStatus
from mingjing.casework.models import Signal
from mingjing.casework.workflow import ACCEPT, ANSWER, READ
from mingjing.people.enums import Role
from mingjing.workbench.todo.lines import MOST, Desk, Task

DIGEST = "ACC-7-2c"


def tasks(desk: Desk) -> Iterator[Task]:
    """What the running of powers asks."""
    yield from _signals(desk)
    if desk.viewer.holds(Role.UNIT_LEADER, Role.LGO_HEAD):
        yield from _digests(desk)


def _signals(desk: Desk) -> Iterator[Task]:
    """Signals that wait for an answer, for somebody to read it, or for the unit's leader to know of them (ACC-7-2a).

    The unit's last day is that of its answer; a warning counts to the last day of the step where that comes first.
    """
    viewer = desk.viewer
    rows, waiting = access.signals_visible_to(viewer), []
    if viewer.holds(Role.UNIT_LEADER):
        waiting += [(READ, access.signals_to_read(viewer))]
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


def _digests(desk: Desk) -> Iterator[Task]:
    """Digests that the leader has not opened."""
    for digest in access.digests_visible_to(desk.viewer).filter(read_at=None)[:MOST]:
        what = _("监察摘要：%(since)s 至 %(until)s") % {"since": digest.since, "until": digest.until}
        yield Task(None, what, "", DIGEST, reverse("workbench:digest", args=[digest.pk]), _("阅读"))
