"""公示: records of important powers under publicity, masked, with an inlet for objections (ASM-5-4-2b)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.casework.covering import Cover
from mingjing.casework.models import OperationRecord
from mingjing.casework.registering import Line, lines, own_fields
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services import objecting
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.core.throttling import too_often
from mingjing.people.models import Unit
from mingjing.portal.gone import gone

MOST_AN_HOUR = 10
ORDER = ("-public_from", "-id")
NOW, ENDED = "now", "ended"
TOO_OFTEN = _("一小时内提交得太多，没有收下。请过一会儿再提交，或者拨打单位的投诉电话。")


class RecordFilter(forms.Form):
    unit = forms.ModelChoiceField(
        Unit.objects.order_by("code"), label=_("单位"), required=False, to_field_name="code", empty_label=_("全部")
    )
    state = forms.ChoiceField(
        label=_("公示"), required=False, choices=[("", _("全部")), (NOW, _("正在公示")), (ENDED, _("公示已结束"))]
    )

    def asked(self, today: dt.date) -> dict[str, Any]:
        """What was asked for, as conditions."""
        state = {NOW: {"public_to__gte": today}, ENDED: {"public_to__lt": today}}
        unit = self.cleaned_data["unit"]
        return {**state.get(self.cleaned_data["state"], {}), **({"unit": unit} if unit else {})}


class ObjectionForm(forms.Form):
    """No account, no name. `website` is hidden: whoever fills it in is no person."""

    text = forms.CharField(
        label=_("您有什么异议"),
        min_length=objecting.SHORTEST,
        max_length=objecting.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写明哪一步、哪个结果不对，为什么。只有办理单位和领导小组办公室能看到，不会公开。"),
    )
    contact = forms.CharField(
        label=_("联系方式"),
        required=False,
        max_length=objecting.LONGEST_CONTACT,
        help_text=_("可以不填。填了，单位答复时能联系到您"),
    )
    website = forms.CharField(required=False)


@dataclass(frozen=True)
class Shown:
    """An entry as the public sees it."""

    line: Line
    name: str
    opinion: str
    reason: str


@require_GET
def records(request: HttpRequest) -> HttpResponse:
    """Everything that is or was under publicity, the latest first."""
    today, form = timezone.localdate(), RecordFilter(request.GET)
    rows = selectors.public(today)
    valid = form.is_valid()
    page = page_of(rows.filter(**form.asked(today)) if valid else rows.none(), request.GET, order=ORDER)
    context = {
        "section": "records",
        "page": page,
        "rows": [(row, _cover(row).text(row.title), _cover(row).name()) for row in page],
        "form": form,
        "query": query_of(request.GET),
        "today": today,
    }
    return render(request, "portal/records.html", context, status=200 if valid else 422)


@require_GET
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One record, masked, with when its publicity begins and ends and how many objections came in."""
    today = timezone.localdate()
    found = selectors.public(today).filter(pk=pk).first()
    if found is None:
        return gone(request, selectors.taken_down(pk, today))
    return _page(request, found, ObjectionForm(), received="received" in request.GET)


@csrf_exempt  # nobody's account acts here, and public pages set no cookie
@require_http_methods(["POST"])
def objection(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take in an objection; whoever sends too many is asked to wait."""
    found = get_object_or_404(selectors.public(timezone.localdate()), pk=pk)
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    if form.cleaned_data["website"]:
        return redirect(f"{found.get_absolute_url()}?received#objection")
    if too_often(request, "objection", MOST_AN_HOUR):
        form.add_error(None, TOO_OFTEN)
        return _page(request, found, form, status=429)
    try:
        said = {name: form.cleaned_data[name] for name in ("text", "contact")}
        objecting.object_to(found, **said, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=422)
    return redirect(f"{found.get_absolute_url()}?received#objection")


def _page(
    request: HttpRequest, found: OperationRecord, form: ObjectionForm, *, received: bool = False, status: int = 200
) -> HttpResponse:
    today, cover = timezone.localdate(), _cover(found)
    entries = [line for line in lines(selectors.entries_of(found)) if line.stands]
    fields = found.form.fields.filter(public=True) if found.form else ()
    context = {
        "section": "records",
        "record": found,
        "title": cover.text(found.title),
        "counterpart": cover.name(),
        "result": cover.text(found.result),
        "meeting": cover.text(found.meeting),
        "gaps_why": cover.text(found.gaps_why),
        "own": [(one.field.label, cover.text(one.shown)) for one in own_fields(fields, found.extra)],
        "entries": [_shown(line, cover) for line in entries],
        "missing": selectors.completeness(found, entries).missing,
        "running": objecting.under_publicity(found, today),
        "form": form,
        "received": received,
        "today": today,
    }
    return render(request, "portal/record.html", context, status=status)


def _shown(line: Line, cover: Cover) -> Shown:
    return Shown(line, cover.text(line.title), cover.text(line.entry.opinion), cover.text(line.entry.reason))


def _cover(found: OperationRecord) -> Cover:
    return Cover(found.counterpart, personal=found.personal)
