"""Staff pages on the ledger: 审计."""

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.accountability import access as accountability
from mingjing.accountability.models import Objection, Outcome
from mingjing.core import exporting
from mingjing.core.paging import page_of, query_of
from mingjing.ledger.models import Entry
from mingjing.people import access
from mingjing.people.models import Official
from mingjing.supervision import access as supervision
from mingjing.workbench import exports
from mingjing.workbench.access import OfficialRequest, official_required


class LedgerFilter(forms.Form):
    number = forms.CharField(label=_("编号"), required=False, max_length=64)
    person = forms.CharField(label=_("操作人"), required=False, max_length=60)
    since = forms.DateField(label=_("自"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))

    def of(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """The entries that fit what was asked for."""
        asked = {
            "number__startswith": self.cleaned_data["number"],
            "by": self.cleaned_data["person"],
            "at__date__gte": self.cleaned_data["since"],
            "at__date__lte": self.cleaned_data["until"],
        }
        return entries.filter(**{name: value for name, value in asked.items() if value})


@require_GET
@official_required
def ledger(request: OfficialRequest) -> HttpResponse:
    """Every entry, newest first."""
    if not access.may_read_ledger(request.user):
        raise Http404
    form = LedgerFilter(request.GET)
    entries = _entries(request.user)
    valid = form.is_valid()
    found = form.of(entries) if valid else entries.none()
    if valid and exporting.wanted(request):
        return exporting.export(gettext("台账"), exports.LEDGER, found.order_by("-at", "-id"))
    page = page_of(found, request.GET, order=("-at", "-id"))
    context = {"section": "ledger", "page": page, "form": form, "query": query_of(request.GET)}
    return render(request, "workbench/ledger/list.html", context, status=200 if valid else 422)


def _entries(viewer: Official) -> QuerySet[Entry]:
    """What the viewer may read, without what the discipline organ has on their own unit, and without the cases in which
    they may be responsible themselves, with all that hangs on them (ACC-9-2a).
    """
    leads, cases = supervision.leads_hidden_from(viewer), accountability.hidden_from(viewer)
    hidden = Q(case_id__in=leads.values("pk")) | Q(case_id__in=cases.values("pk"))
    for follows in (Objection, Outcome):
        hidden |= Q(case_id__in=follows.objects.filter(case__in=cases).values("pk"))
    return access.ledger_visible_to(viewer).exclude(hidden)


urlpatterns = [path("ledger/", ledger, name="ledger")]
