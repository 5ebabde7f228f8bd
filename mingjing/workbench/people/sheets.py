"""Sheets of units, bodies, posts and officials: template, export, import with a look at what it would change."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.core.exporting import download
from mingjing.core.sheets import FaultySheet, Row
from mingjing.people import access
from mingjing.people.columns import LAYOUTS, Layout, sources
from mingjing.people.enums import Role
from mingjing.people.models import Official
from mingjing.people.services import importing
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.people.forms import SheetForm

MOST_LINES = 200  # shown of a preview; the counts are whole
KEPT_SECONDS = 3600
PAGES = {"units": "units", "bodies": "units", "posts": "units", "officials": "officials"}


def may_take_in(viewer: Official, kind: str) -> bool:
    """Who may import a kind of sheet; which rows, the services say."""
    if kind == "officials":
        return access.may_keep_officials(viewer)
    return access.may_keep_units(viewer) or (kind in ("bodies", "posts") and viewer.holds(Role.UNIT_CLERK))


@require_GET
@official_required
def template(request: OfficialRequest, kind: str) -> HttpResponse:
    """An empty sheet to fill in."""
    layout = _layout(kind)
    return download(f"{layout.title}模板", sheets.written(layout.title, layout.columns))


@require_GET
@official_required
def export(request: OfficialRequest, kind: str) -> HttpResponse:
    """Everything of a kind that the viewer may see, in the layout of the template."""
    layout = _layout(kind)
    found = sources(access.officials_visible_to(request.user))[kind]
    return download(layout.title, sheets.written(layout.title, layout.columns, layout.rows(found)))


@require_http_methods(["GET", "POST"])
@official_required
def take_in(request: OfficialRequest, kind: str) -> HttpResponse:
    """Upload a sheet and look at what it would make and change; nothing is stored yet."""
    layout = _keepers_layout(request, kind)
    form = SheetForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = sheets.all_rows_of(file.name, file.read(), layout.columns)
            outcome = importing.preview(kind, rows, by=request.user, at=timezone.now())
            context = _shown(outcome) | {"kept": _pack(rows, request.user, kind)}
        except FaultySheet as faulty:
            return _page(request, layout, form, {"faulty": faulty}, status=422)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, layout, form, context)


@require_POST
@official_required
def confirm(request: OfficialRequest, kind: str) -> HttpResponse:
    """Take in the sheet that was looked at, whole or not at all."""
    layout = _keepers_layout(request, kind)
    try:
        rows = _unpack(request.POST.get("kept", ""), request.user, kind)
        outcome = importing.take_in(kind, rows, by=request.user, at=timezone.now())
    except (signing.BadSignature, KeyError, ValueError):
        messages.error(request, _("预览已过期，请重新上传表格。"))
        return redirect("workbench:people_import", kind)
    except FaultySheet as faulty:
        return _page(request, layout, SheetForm(), {"faulty": faulty}, status=422)
    counts = {"made": len(outcome.made), "changed": len(outcome.changed), "same": outcome.same}
    messages.success(request, _("已导入：新增 %(made)s 行，修改 %(changed)s 行，%(same)s 行没有变化。") % counts)
    return redirect(f"workbench:{PAGES[kind]}")


def _layout(kind: str) -> Layout:
    if kind not in LAYOUTS:
        raise Http404
    return LAYOUTS[kind]


def _keepers_layout(request: OfficialRequest, kind: str) -> Layout:
    layout = _layout(kind)
    if not may_take_in(request.user, kind):
        raise Http404
    return layout


def _shown(outcome: importing.Outcome) -> dict[str, Any]:
    lines = [*outcome.made, *outcome.changed]
    return {"outcome": outcome, "lines": lines[:MOST_LINES], "more": max(0, len(lines) - MOST_LINES)}


def _page(
    request: OfficialRequest, layout: Layout, form: forms.Form, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    said = {"section": "units", "layout": layout, "form": form, **context}
    failed = form.is_bound and bool(form.errors)
    return render(request, "workbench/people/import.html", said, status=422 if failed else status)


def _salt(viewer: Official, kind: str) -> str:
    return f"people-import:{kind}:{viewer.pk}"


def _pack(rows: Sequence[Row], viewer: Official, kind: str) -> str:
    """The rows as the page carries them from the look to the confirmation, signed for this person."""
    plain = [
        (row.number, {name: str(value) if value is not None else None for name, value in row.said.items()})
        for row in rows
    ]
    return signing.dumps(plain, salt=_salt(viewer, kind), compress=True)


def _unpack(kept: str, viewer: Official, kind: str) -> list[Row]:
    dates = {column.name for column in LAYOUTS[kind].columns if column.date}
    plain = signing.loads(kept, salt=_salt(viewer, kind), max_age=KEPT_SECONDS)
    return [
        Row(number, {name: sheets.date_of(value) if name in dates else value for name, value in said.items()})
        for number, said in plain
    ]


urlpatterns = [
    path("people/<slug:kind>/template.xlsx", template, name="people_template"),
    path("people/<slug:kind>/export.xlsx", export, name="people_export"),
    path("people/<slug:kind>/import/", take_in, name="people_import"),
    path("people/<slug:kind>/import/confirm/", confirm, name="people_confirm"),
]
