"""监察规则: what gives yellow and red by the pack in force, and what powers have of their own."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.casework import access
from mingjing.casework.enums import RuleAbout
from mingjing.casework.models import AlertRule
from mingjing.casework.selectors import ruling as selectors
from mingjing.casework.services import ruling
from mingjing.catalogue.models import PowerItem
from mingjing.core.books import Sheet, taken_home
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.regulations.selectors import current_calendar
from mingjing.rules.limits import CountUnit
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import AnyUnit

UNITS = [(unit.value, unit.chinese) for unit in (CountUnit.WORKING_DAYS, CountUnit.DAYS)]


class RuleForm(forms.Form):
    """The next version of one of a power's rules."""

    about = forms.ChoiceField(label=_("设定什么"), choices=RuleAbout.choices)
    length = forms.IntegerField(label=_("时长"), min_value=1, max_value=366)
    counted_in = forms.ChoiceField(label=_("单位"), choices=UNITS)
    from_on = forms.DateField(label=_("自哪天起"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("已经发出的信号保留原规则，不受影响"))


class OwnFilter(forms.Form):
    unit = AnyUnit()
    power = forms.CharField(label=_("职权编码或名称"), required=False, max_length=64)

    def of(self, items: QuerySet[PowerItem]) -> QuerySet[PowerItem]:
        """The powers that fit: asked for one, all that are there; else those that have a rule of their own."""
        said = self.cleaned_data
        items = items.filter(unit=said["unit"]) if said["unit"] else items
        if not said["power"]:
            return items.filter(alert_rules__isnull=False).distinct()
        return items.filter(number__startswith=said["power"]) | items.filter(name__contains=said["power"])


@require_GET
@official_required
def rules(request: OfficialRequest) -> HttpResponse:
    """The rule table, and the powers that have rules of their own."""
    today = timezone.localdate()
    law = selectors.law_on(today)
    form = OwnFilter(request.GET)
    valid, items = form.is_valid(), _items(request)
    page = page_of(form.of(items) if valid else items.none(), request.GET, order=("number",))
    own = selectors.own_rules([item.pk for item in page], today)
    context = {
        "section": "signals",
        "alerts": [(alert, law.limits.get(alert.limit)) for alert in law.alerts.values() if alert.derived],
        "unknown": [alert for alert in law.alerts.values() if not alert.derived],
        "answers": [
            law.limits[key] for key in (selectors.ANSWER, selectors.BEFORE, selectors.AFTER) if key in law.limits
        ],
        "pack": law.pack,
        "page": page,
        "rows": [(item, list(own.get(item.pk, {}).values())) for item in page],
        "form": form,
        "query": query_of(request.GET),
    }
    return render(request, "workbench/casework/alert_rules.html", context, status=200 if valid else 422)


@require_GET
@official_required
def rules_xlsx(request: OfficialRequest) -> HttpResponse:
    """Every version of every rule that a power has of its own."""
    rows = AlertRule.objects.filter(item__in=_items(request).values("pk")).select_related("item__unit", "by")
    header = ["单位", "职权编码", "职权", "规则", "版次", "时长", "自", "理由", "设定人", "设定时间"]
    cells = (
        [
            str(r.item.unit), r.item.number, r.item.name, r.get_about_display(), r.no, r.said, r.from_on, r.reason,
            str(r.by), f"{timezone.localtime(r.at):%Y-%m-%d %H:%M}",
        ]
        for r in rows.order_by("item__number", "about", "no")
    )  # fmt: skip
    return taken_home("alert-rules", Sheet(gettext("监察规则"), [gettext(title) for title in header], cells))


def _items(request: OfficialRequest) -> QuerySet[PowerItem]:
    return access.powers_visible_to(request.user).select_related("unit")


@require_http_methods(["GET", "POST"])
@official_required
def rule(request: OfficialRequest, number: str) -> HttpResponse:
    """One power's rules, every version of them, and the form for the next."""
    item = get_object_or_404(_items(request), number=number)
    today = timezone.localdate()
    form = RuleForm(request.POST or None, initial={"from_on": today, "counted_in": CountUnit.WORKING_DAYS})
    refused = _set(request, item, form) if request.method == "POST" and form.is_valid() else ""
    if request.method == "POST" and form.is_valid() and not refused:
        messages.success(request, gettext("已设定。以后发出的信号按新规则，原来的不变。"))
        return redirect("workbench:alert_rule", number)
    context = {
        "section": "signals",
        "item": item,
        "form": form if access.may_rule(request.user, item.unit) else None,
        "now": _now(item, today),
        "history": selectors.history(item.pk).annotate(told=Count("signals"), last=Max("signals__found_on")),
        "today": today,
        "refused": refused,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "workbench/casework/alert_rule.html", context, status=status)


def _set(request: OfficialRequest, item: PowerItem, form: RuleForm) -> str:
    """Why it was refused; empty where it was not."""
    try:
        ruling.set_rule(item, **form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        return str(refusal)
    return ""


def _now(item: PowerItem, today: dt.date) -> list[tuple[str, Any, AlertRule | None]]:
    """What holds for the power today: which rule, how long, and its own version if it has one."""
    mine = selectors.rules_of(item.pk, selectors.law_on(today), today, current_calendar())
    return [(str(about.label), mine.limit(about), mine.own.get(about)) for about in RuleAbout]


urlpatterns = [
    path("alert-rules/", rules, name="alert_rules"),
    path("alert-rules/export.xlsx", rules_xlsx, name="alert_rules_xlsx"),
    path("alert-rules/<str:number>/", rule, name="alert_rule"),
]
