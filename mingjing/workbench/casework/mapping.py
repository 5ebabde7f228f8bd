"""活动对照: which step of the chart each activity of a unit's own system is."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.casework import access
from mingjing.casework.selectors import mapping as selectors
from mingjing.casework.selectors.mapping import Seen
from mingjing.casework.services import mapping as services
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of
from mingjing.workbench.access import OfficialRequest, official_required

UNSAID, NO_STEP, STEP = "", "none", "step:"
SPARE = 3


class ActivityForm(forms.Form):
    """One activity and what it is; a known one cannot be renamed."""

    activity = forms.CharField(label=_("来源活动名称"), required=False, max_length=services.LONGEST)
    step = forms.ChoiceField(label=_("流程图的环节"), required=False)

    def __init__(self, *args: Any, steps: Iterable[str] = (), seen: Seen | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        choices = [(UNSAID, gettext("未说明")), (NO_STEP, gettext("不是环节，忽略"))]
        self.fields["step"].choices = [*choices, *((STEP + name, name) for name in steps)]  # type: ignore[attr-defined]
        if seen:
            self.fields["activity"].widget = forms.HiddenInput()
            self.initial = {"activity": seen.activity, "step": _shown(seen.step)}
            self.fields["step"].widget.attrs["aria-label"] = seen.activity

    def said(self) -> tuple[str, str | None]:
        """The activity and its step: "" where it is none, None where nobody says."""
        step = self.cleaned_data["step"]
        meant = {UNSAID: None, NO_STEP: ""}.get(step, step.removeprefix(STEP))
        return self.cleaned_data["activity"], meant


def _shown(step: str | None) -> str:
    if step is None:
        return UNSAID
    return STEP + step if step else NO_STEP


@require_GET
@official_required
def mappings(request: OfficialRequest) -> HttpResponse:
    """The powers whose activities may be explained."""
    rows = access.powers_visible_to(request.user).filter(current__isnull=False).select_related("unit")
    page = page_of(rows, request.GET, order=("number",))
    return render(request, "workbench/casework/mappings.html", {"section": "matters", "page": page, "query": ""})


@require_http_methods(["GET", "POST"])
@official_required
def mapping(request: OfficialRequest, number: str) -> HttpResponse:
    """Every activity seen that is no step of the chart, and what it is said to be."""
    item = get_object_or_404(access.powers_visible_to(request.user).select_related("unit"), number=number)
    may_deliver = access.may_deliver(request.user, item.unit)
    if request.headers.get("HX-Request"):
        context = {"item": item, "progress": selectors.progress(item)}
        return render(request, "workbench/casework/mapping_progress.html", context)
    if request.method == "POST" and not may_deliver:
        raise Http404
    if request.method == "POST" and "again" in request.POST:
        services.ask_again(item, by=request.user, at=timezone.now())
        messages.success(request, gettext("已排队重新判定。"))
        return redirect("workbench:mapping", number)
    rows = list(_forms(item, request.POST if request.method == "POST" else None))
    if request.method == "POST" and all(form.is_valid() for form in rows) and _save(request, item, rows):
        return redirect("workbench:mapping", number)
    context = {
        "section": "matters",
        "item": item,
        "forms": rows,
        "may_deliver": may_deliver,
        "progress": selectors.progress(item),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workbench/casework/mapping.html", context, status=status)


def _forms(item: PowerItem, data: Any) -> Iterator[ActivityForm]:
    steps = selectors.steps_of(item)
    seen = selectors.seen(item)
    for place, found in enumerate(seen):
        yield ActivityForm(data, prefix=f"row{place}", steps=steps, seen=found)
    for place in range(SPARE):
        yield ActivityForm(data, prefix=f"new{place}", steps=steps)


def _save(request: OfficialRequest, item: PowerItem, rows: Iterable[ActivityForm]) -> bool:
    said = dict(form.said() for form in rows)
    said.pop("", None)
    try:
        changed = services.explain(item, said, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    told = ngettext(
        "改了 %(n)s 个活动的对照，正在按新的对照重新判定。",
        "改了 %(n)s 个活动的对照，正在按新的对照重新判定。",
        changed,
    )
    messages.success(request, told % {"n": changed} if changed else gettext("没有改动。"))
    return True


urlpatterns = [
    path("mapping/", mappings, name="mappings"),
    path("mapping/<str:number>/", mapping, name="mapping"),
]
