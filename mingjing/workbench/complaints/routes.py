"""转办规则: the table of routes, kept by the head of the centre without code (CMP-5, GAP-02)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.complaints.enums import Acceptor
from mingjing.complaints.models import Route
from mingjing.complaints.selectors import desk, routes
from mingjing.complaints.services import routing_table
from mingjing.core.errors import Refused
from mingjing.people.enums import AddresseeClass, Role, UnitNature
from mingjing.people.models import Unit
from mingjing.regulations.selectors import in_force
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import ANY
from mingjing.workbench.complaints.gate import centre_only
from mingjing.workbench.replies import done


class RouteForm(forms.ModelForm):
    class Meta:
        model = Route
        fields = ("order", "act", "accused_class", "accused_nature", "accepts", "unit")

    def __init__(self, *args: Any, acts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"] = forms.ChoiceField(label=_("反映的行为"), required=False, choices=[ANY, *acts])
        for name, choices in (("accused_class", AddresseeClass), ("accused_nature", UnitNature)):
            self.fields[name].choices = [ANY, *choices.choices]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.order_by("code")  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@centre_only
def table(request: OfficialRequest) -> HttpResponse:
    """The rows in their order; the head adds one."""
    may_edit = request.user.holds(Role.CENTRE_HEAD)
    if request.method == "POST" and not may_edit:
        raise Http404
    today = timezone.localdate()
    acts = {act.id: act.name for act in desk.pack_of(in_force(today)).acts.values()}
    choices = [(key, f"{key} {name}") for key, name in acts.items()]
    form = RouteForm(request.POST or None, acts=choices)
    if request.method == "POST" and form.is_valid():
        try:
            routing_table.put(form.save(commit=False), by=request.user, today=today, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("规则已加上。"))
            return redirect("workbench:complaint_routes")
    rows = [(row, acts.get(row.act, ""), _class(row), _nature(row), Acceptor(row.accepts).label)
            for row in routes.routes()]  # fmt: skip
    context = {"section": "complaints", "rows": rows, "form": form, "may_edit": may_edit}
    return render(request, "workbench/complaints/routes.html", context, status=422 if form.is_bound else 200)


def _class(row: Route) -> str:
    return str(AddresseeClass(row.accused_class).label) if row.accused_class else ""


def _nature(row: Route) -> str:
    return str(UnitNature(row.accused_nature).label) if row.accused_nature else ""


@require_POST
@centre_only
def end(request: OfficialRequest, pk: str) -> HttpResponse:
    """Take a row out of force."""
    if not request.user.holds(Role.CENTRE_HEAD):
        raise Http404
    row = get_object_or_404(Route, pk=pk)
    now = timezone.now()
    done(
        request,
        lambda: routing_table.end(row, by=request.user, today=timezone.localdate(now), at=now),
        gettext("规则已停用。"),
    )
    return redirect("workbench:complaint_routes")


urlpatterns = [
    path("complaints/routes/", table, name="complaint_routes"),
    path("complaints/routes/<uuid:pk>/end/", end, name="complaint_route_end"),
]
