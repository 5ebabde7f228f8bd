"""The page: what every part asks of this official, nearest last day first, each with the page that moves it."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import nullcontext

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.complaints import access
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.regulations import selectors as regulations
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.todo import (
    accountability,
    assignments,
    casework,
    catalogue,
    deciding,
    disclosure,
    filings,
    forwards,
    hearings,
    interpretations,
    investigations,
    leads,
    meetings,
    messages,
    people,
    records,
    reminders,
    sealing,
)
from mingjing.workbench.todo.asked import Asked, lines
from mingjing.workbench.todo.lines import Desk, Task

PARTS: tuple[Callable[[Desk], Iterator[Task]], ...] = (
    catalogue.tasks,
    casework.tasks,
    records.tasks,
    disclosure.tasks,
    reminders.tasks,
    messages.tasks,
    sealing.tasks,
)
ROWS: tuple[Callable[[Desk], Iterator[Asked]], ...] = (
    people.asked,
    assignments.asked,
    disclosure.asked,
    filings.asked,
    forwards.asked,
    interpretations.asked,
    accountability.asked,
    investigations.asked,
    deciding.asked,
    hearings.asked,
    leads.asked,
    meetings.asked,
)


@require_GET
@official_required
def todo(request: OfficialRequest) -> HttpResponse:
    """Everything that waits for this official."""
    today = timezone.localdate()
    desk = Desk(request.user, today, regulations.law(today))
    found = _waiting(desk)
    found.sort(key=lambda task: (task.due or dt.date.max, task.number))
    rows = [(task, task.state(today)) for task in found]
    context = {
        "section": "todo",
        "rows": rows,
        "late": sum(state == "late" for _task, state in rows),
        "soon": sum(state == "soon" for _task, state in rows),
        "rest": sum(state == "" for _task, state in rows),
        "today": today,
        "regulation": desk.law.regulation,
    }
    return render(request, "workbench/todo/list.html", context)


def _waiting(desk: Desk) -> list[Task]:
    """Every line, once. What is sealed is shown to those alone who may have some, and its rows name whose they are."""
    viewer = desk.viewer
    with access.shown_to(viewer) if access.may_look_in(viewer) else nullcontext():
        found = [task for tasks in PARTS for task in tasks(desk)]
    with seeing(SYSTEM) if viewer.holds(*access.RECEIVERS) else nullcontext():
        found += lines(desk, (part for asked in ROWS for part in asked(desk)))
    return list(dict.fromkeys(found))


urlpatterns = [path("", todo, name="todo")]
