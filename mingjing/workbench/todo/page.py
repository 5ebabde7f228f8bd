"""The page: what every part asks of this official, nearest last day first, each with the page that moves it."""

import datetime as dt
from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.regulations import selectors as regulations
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.todo import (
    assignments,
    casework,
    catalogue,
    disclosure,
    forwards,
    messages,
    people,
    records,
    reminders,
    sealing,
)
from mingjing.workbench.todo.lines import Desk, Task

PARTS: tuple[Callable[[Desk], Iterator[Task]], ...] = (
    catalogue.tasks,
    casework.tasks,
    records.tasks,
    people.tasks,
    assignments.tasks,
    disclosure.tasks,
    reminders.tasks,
    messages.tasks,
    sealing.tasks,
    forwards.tasks,
)


@require_GET
@official_required
def todo(request: OfficialRequest) -> HttpResponse:
    """Everything that waits for this official."""
    today = timezone.localdate()
    desk = Desk(request.user, today, regulations.law(today))
    found = [task for tasks in PARTS for task in tasks(desk)]
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


urlpatterns = [path("", todo, name="todo")]
