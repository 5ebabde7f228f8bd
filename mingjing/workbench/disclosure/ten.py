"""十公开: the checklist that the office keeps and everybody reads, and the stages a project takes from it (GAP-11)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.core.errors import Refused
from mingjing.core.exporting import Col, export, wanted
from mingjing.disclosure import access
from mingjing.disclosure.enums import PlanKind
from mingjing.disclosure.models import TenDisclosure
from mingjing.disclosure.selectors import checklist
from mingjing.disclosure.services import checklist as keeping
from mingjing.ledger import selectors as ledger
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.disclosure.forms import day, tell

COLUMNS = (
    Col(gettext_lazy("顺序"), "order", 8),
    Col(gettext_lazy("公开内容"), "name", 30),
    Col(gettext_lazy("要有的材料"), "evidence", 50),
    Col(gettext_lazy("什么时候公开"), "due", 30),
    Col(gettext_lazy("默认"), "default", 8),
)


class TenForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("公开内容"), max_length=60)
    evidence = forms.CharField(label=gettext_lazy("要有的材料"), max_length=120)
    due = forms.CharField(
        label=gettext_lazy("什么时候公开"), max_length=60, help_text=gettext_lazy("用话说，如：合同签订后")
    )
    order = forms.IntegerField(
        label=gettext_lazy("顺序"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=gettext_lazy("不填：新的排在最后，原有的不变"),
    )


class RetireForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("移出理由"), max_length=200)


class StagesForm(forms.Form):
    """A day for each row of the checklist."""

    def __init__(self, *args: Any, rows: list[TenDisclosure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            hint = _("%(due)s公开；材料：%(evidence)s") % {"due": row.due, "evidence": row.evidence}
            self.fields[f"due-{row.pk}"] = forms.DateField(label=row.name, widget=day(), help_text=hint)

    def ends(self) -> dict[UUID, Any]:
        """The planned day of each row."""
        return {row.pk: self.cleaned_data[f"due-{row.pk}"] for row in self.rows}


@require_http_methods(["GET", "POST"])
@official_required
def ten(request: OfficialRequest) -> HttpResponse:
    """The checklist; the office adds a row."""
    keeps = access.may_keep_ten(request.user)
    if request.method == "POST" and not keeps:
        raise Http404
    form = TenForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if _done(form, lambda: keeping.add(**form.cleaned_data, by=request.user, at=timezone.now())):
            messages.success(request, _("已加入清单。已有的公开计划不受影响。"))
            return redirect("workbench:ten")
    elif wanted(request):
        return export(_("十公开清单"), COLUMNS, checklist.active())
    rows = list(checklist.active())
    context = {
        "section": "disclosure",
        "tab": "ten",
        "rows": rows,
        "retired": checklist.retired(),
        "default": any(row.default for row in rows),
        "form": form if keeps else None,
    }
    return render(request, "workbench/disclosure/ten.html", context, status=422 if form.errors else 200)


@require_POST
@official_required
def ten_defaults(request: OfficialRequest) -> HttpResponse:
    """Load the default rows."""
    if not access.may_keep_ten(request.user):
        raise Http404
    try:
        keeping.load_defaults(by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("默认清单已载入，请逐项换成本地清单。"))
    return redirect("workbench:ten")


@require_http_methods(["GET", "POST"])
@official_required
def ten_row(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """One row with its file; the office changes it."""
    row, keeps = get_object_or_404(TenDisclosure, pk=pk), access.may_keep_ten(request.user)
    if request.method == "POST" and not keeps:
        raise Http404
    said = {name: getattr(row, name) for name in keeping.SAID}
    form = TenForm(request.POST if request.method == "POST" else None, initial=said)
    if form.is_bound and form.is_valid():
        wished = form.cleaned_data | {"order": form.cleaned_data["order"] or row.order}
        if _done(form, lambda: keeping.change(row, **wished, by=request.user, at=timezone.now())):
            messages.success(request, _("清单已修改。已有的公开计划不受影响。"))
            return redirect("workbench:ten")
    return _row_page(request, row, form)


@require_POST
@official_required
def ten_retire(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """Take a row off the checklist."""
    row, form = get_object_or_404(TenDisclosure, pk=pk), RetireForm(request.POST)
    if not access.may_keep_ten(request.user):
        raise Http404
    if form.is_valid() and _done(
        form, lambda: keeping.retire(row, **form.cleaned_data, by=request.user, at=timezone.now())
    ):
        messages.success(request, _("已移出清单。已有的公开计划不受影响。"))
        return redirect("workbench:ten")
    said = {name: getattr(row, name) for name in keeping.SAID}
    return _row_page(request, row, TenForm(initial=said), form)


def _row_page(
    request: OfficialRequest, row: TenDisclosure, form: TenForm, retire_form: RetireForm | None = None
) -> HttpResponse:
    wrong = form.errors or (retire_form and retire_form.errors)
    context = {
        "section": "disclosure",
        "tab": "ten",
        "row": row,
        "form": form,
        "retire_form": retire_form or RetireForm(),
        "may_keep": access.may_keep_ten(request.user) and row.retired_on is None,
        "entries": ledger.of_case(row),
    }
    return render(request, "workbench/disclosure/ten_row.html", context, status=422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@official_required
def plan_ten(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """Make the checklist the stages of a construction project: a day for each row."""
    plan = get_object_or_404(access.visible_to(request.user).select_related("unit"), pk=pk, kind=PlanKind.STAGED)
    if not access.may_plan(request.user, plan.unit):
        raise Http404
    form = StagesForm(request.POST if request.method == "POST" else None, rows=list(checklist.active()))
    if (
        form.is_bound
        and form.is_valid()
        and _done(form, lambda: keeping.take_stages(plan, form.ends(), by=request.user, at=timezone.now()))
    ):
        messages.success(request, _("各阶段已按“十公开”清单生成。"))
        return redirect("workbench:plan", plan.pk)
    context = {"section": "disclosure", "tab": "plans", "plan": plan, "form": form}
    return render(request, "workbench/disclosure/plan_ten.html", context, status=422 if form.errors else 200)


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it, or put what was said into the form."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        tell(form, error)
    else:
        return True
    return False


urlpatterns = [
    path("ten-disclosures/", ten, name="ten"),
    path("ten-disclosures/defaults/", ten_defaults, name="ten_defaults"),
    path("ten-disclosures/<uuid:pk>/", ten_row, name="ten_row"),
    path("ten-disclosures/<uuid:pk>/retire/", ten_retire, name="ten_retire"),
    path("disclosure/plans/<uuid:pk>/ten/", plan_ten, name="plan_ten"),
]
