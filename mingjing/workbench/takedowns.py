"""紧急撤下: hide a public page at once, then decide what becomes of it (ACC-9-4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.casework import access as casework
from mingjing.casework.models import Matter, OperationRecord
from mingjing.catalogue import access as catalogue
from mingjing.catalogue.models import PowerItem
from mingjing.core import pages, uploads
from mingjing.core.errors import Refused
from mingjing.core.models import StoredFile
from mingjing.core.paging import page_of, query_of
from mingjing.disclosure import access as disclosure
from mingjing.disclosure.models import Disclosure
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official
from mingjing.takedowns import access, services, workflow
from mingjing.takedowns.enums import Ground, Kind
from mingjing.takedowns.models import Takedown
from mingjing.workbench.access import OfficialRequest, official_required

STEPS = {"restore": (workflow.RESTORE, services.restore), "remove": (workflow.REMOVE, services.remove)}


@dataclass(frozen=True)
class Target:
    """What can be taken down: who sees it, the rows that make it up, the published pages that show it."""

    visible_to: Callable[[Official], QuerySet[Any]]
    parts: Callable[[Any], Iterable[Model]]
    pages: Callable[[Any], tuple[str, str]]


def _parts_of_power(item: PowerItem) -> Iterable[Model]:
    yield item
    for version in item.versions.all():
        yield version
        for rows in (version.bases, version.materials, version.special_procedures):
            yield from rows.all()
        chart = getattr(version, "chart", None)
        if chart:
            yield from (chart, *chart.nodes.all())


def _parts_of_matter(matter: Matter) -> Iterable[Model]:
    yield from (matter, *matter.events.all(), *matter.steps.all())


def _parts_of_record(record: OperationRecord) -> Iterable[Model]:
    yield from (record, *record.steps.all())
    if record.matter:
        yield from _parts_of_matter(record.matter)


def _parts_of_disclosure(row: Disclosure) -> Iterable[Model]:
    yield from (row, *row.pictures.all())


def _pages_of_disclosure(row: Disclosure) -> tuple[str, str]:
    if row.plan_id:
        return "disclosure", str(row.plan_id)
    return ("power", row.item.number) if row.item else ("unit_disclosures", row.unit.code)


TARGETS = {
    Kind.POWER: Target(catalogue.visible_to, _parts_of_power, lambda item: ("power", item.number)),
    Kind.MATTER: Target(casework.visible_to, _parts_of_matter, lambda row: ("power_running", row.item.number)),
    Kind.RECORD: Target(casework.records_visible_to, _parts_of_record, lambda row: ("power_running", row.item.number)),
    Kind.DISCLOSURE: Target(disclosure.records_visible_to, _parts_of_disclosure, _pages_of_disclosure),
}


class TakedownForm(forms.Form):
    """Why it must not be public."""

    ground = forms.ChoiceField(label=gettext_lazy("理由类别"), choices=Ground.choices)
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=500, widget=forms.Textarea({"rows": 3}))


@require_GET
@official_required
def takedowns(request: OfficialRequest) -> HttpResponse:
    """What was taken down, the newest first."""
    rows = access.visible_to(request.user).select_related("unit", "taken_by", "copy")
    page = page_of(rows, request.GET, order=("-taken_at", "-id"))
    context = {"section": "takedowns", "page": page, "query": query_of(request.GET)}
    return render(request, "workbench/takedowns/list.html", context)


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest, kind: str, pk: str) -> HttpResponse:
    """Take one thing down."""
    target, row = _find(request.user, kind, pk)
    form = TakedownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            takedown = _take_down(target, kind, row, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已撤下。公众现在看不到它。"))
            return redirect("workbench:takedown", takedown.pk)
    context = {"section": "takedowns", "form": form, "row": row, "kind": Kind(kind).label}
    return render(request, "workbench/takedowns/new.html", context, status=422 if form.is_bound else 200)


def _find(viewer: Official, kind: str, pk: str) -> tuple[Target, Any]:
    target = TARGETS.get(Kind(kind)) if kind in Kind.values else None
    if target is None:
        raise Http404
    try:
        row = get_object_or_404(target.visible_to(viewer).select_related("unit"), pk=pk)
    except ValidationError as error:
        raise Http404 from error
    if not access.may_take_down(viewer, row.unit):
        raise Http404
    return target, row


@transaction.atomic
def _take_down(target: Target, kind: str, row: Any, *, ground: str, reason: str, by: Official) -> Takedown:
    takedown = services.take_down(
        kind, row.pk, title=str(row), unit=row.unit, ground=ground, reason=reason,
        contents=_contents(target, row), by=by, at=timezone.now(),
    )  # fmt: skip
    _show(target, row)
    return takedown


def _contents(target: Target, row: Any) -> dict[str, bytes]:
    """Its rows, and the pages that the public had before it."""
    rows = serializers.serialize("json", target.parts(row), ensure_ascii=False, indent=1)
    found = {"rows.json": rows.encode()}
    kind, key = target.pages(row)
    for address in pages.ADDRESSES[kind](key):
        page = pages.file_of(address)
        if page and page.is_file():
            found[f"pages{address}{'' if page.name in address else page.name}"] = page.read_bytes()
    for part in target.parts(row):
        if isinstance(part, StoredFile) and uploads.path_of(part.digest).is_file():
            found[f"files/{part.pk}-{part.name}"] = uploads.path_of(part.digest).read_bytes()
    return found


def _show(target: Target, row: Any) -> None:
    """Once this is committed no published page shows the old state; they are rendered again after."""
    kind, key = target.pages(row)
    pages.publish(kind, key)
    transaction.on_commit(partial(pages.withdraw, kind, key))


@require_GET
@official_required
def takedown(request: OfficialRequest, pk: str) -> HttpResponse:
    """One take-down with its sealed copy, its file and what may be decided."""
    return _page(request, _visible(request, pk))


def _visible(request: OfficialRequest, pk: str) -> Takedown:
    rows = access.visible_to(request.user).select_related("unit", "taken_by", "copy")
    return get_object_or_404(rows, pk=pk)


def _page(request: OfficialRequest, found: Takedown, *, said: str = "", refused: str = "") -> HttpResponse:
    steps = access.steps_for(request.user, found)
    context = {
        "section": "takedowns",
        "takedown": found,
        "offered": [(key, step) for key, (step, _do) in STEPS.items() if step in steps],
        "entries": ledger.of_case(found),
        "said": said,
        "refused": refused,
    }
    return render(request, "workbench/takedowns/takedown.html", context, status=422 if refused else 200)


@require_POST
@official_required
def decide(request: OfficialRequest, pk: str, key: str) -> HttpResponse:
    """Restore it or keep it hidden."""
    found = _visible(request, pk)
    if key not in STEPS:
        raise Http404
    said = request.POST.get("said", "")[:500]
    try:
        _decide(found, key, said, request.user)
    except Refused as refusal:
        return _page(request, found, said=said, refused=str(refusal))
    messages.success(request, f"{found.title}：{found.get_status_display()}。")
    return redirect("workbench:takedown", found.pk)


@transaction.atomic
def _decide(found: Takedown, key: str, said: str, by: Official) -> None:
    STEPS[key][1](found, reason=said, by=by, at=timezone.now())
    target = TARGETS[Kind(found.kind)]
    row = target.visible_to(by).filter(pk=found.about_id).first()
    if row:
        _show(target, row)


urlpatterns = [
    path("takedowns/", takedowns, name="takedowns"),
    path("takedowns/new/<slug:kind>/<str:pk>/", new, name="takedown_new"),
    path("takedowns/<uuid:pk>/", takedown, name="takedown"),
    path("takedowns/<uuid:pk>/<slug:key>/", decide, name="takedown_decide"),
]
