"""公开到期: what is due and has no record yet, mine, the unit's, or the city's."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingjing.core.books import Sheet, taken_home
from mingjing.core.paging import query_of
from mingjing.disclosure import access
from mingjing.disclosure.selectors import dues as selectors
from mingjing.disclosure.selectors.dues import Due
from mingjing.people.enums import OFFICE, Role
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.disclosure.forms import DueFilter

AHEAD = dt.timedelta(days=31)
MOST = 200  # on the page; the sheet holds all


@require_GET
@official_required
def dues(request: OfficialRequest) -> HttpResponse:
    """Late ones first, then what is due within a month."""
    form, today = DueFilter(request.GET), timezone.localdate()
    valid = form.is_valid()
    found = _found(request, form, today) if valid else []
    context = {
        "section": "disclosure",
        "tab": "dues",
        "rows": [(due, due.late(today)) for due in found[:MOST]],
        "count": len(found),
        "late": sum(due.on < today for due in found),
        "most": MOST,
        "form": form,
        "query": query_of(request.GET),
        "today": today,
        "may_plan": request.user.holds(Role.UNIT_CLERK),
    }
    return render(request, "workbench/disclosure/dues.html", context, status=200 if valid else 422)


@require_GET
@official_required
def dues_xlsx(request: OfficialRequest) -> HttpResponse:
    """All that the filter finds, as a sheet."""
    form, today = DueFilter(request.GET), timezone.localdate()
    found = _found(request, form, today) if form.is_valid() else []
    header = [
        _("最后一日"),
        _("逾期天数"),
        _("单位"),
        _("公开事项"),
        _("周期、阶段或事由"),
        _("职权编码"),
        _("公开类型"),
        _("依据"),
    ]
    rows = (
        [
            due.on, due.late(today), due.plan.unit.name, due.plan.title, due.what,
            due.plan.item.number if due.plan.item else "", due.plan.get_kind_display(), due.basis,
        ]
        for due in found
    )  # fmt: skip
    return taken_home("disclosure-due", Sheet(_("公开到期"), header, rows))


def _found(request: OfficialRequest, form: DueFilter, today: dt.date) -> list[Due]:
    said, viewer = form.cleaned_data, request.user
    plans = access.visible_to(viewer)
    whose = said["whose"] or ("city" if viewer.holds(*OFFICE) else "unit")
    if whose == "mine":
        plans = plans.filter(keeper=viewer)
    elif whose == "unit":
        plans = plans.filter(unit=viewer.unit_id)
    asked = {"unit": said["unit"], "kind": said["kind"]}
    plans = plans.filter(**{name: value for name, value in asked.items() if value})
    until = today - selectors.DAY if said["late"] else today + AHEAD
    known = selectors.law(today)
    return selectors.undisclosed(plans, since=today - selectors.LOOK_BACK, until=until, known=known)


urlpatterns = [
    path("disclosure/due/", dues, name="dues"),
    path("disclosure/due/export.xlsx", dues_xlsx, name="dues_xlsx"),
]
