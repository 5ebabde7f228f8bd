"""在自己的件里查找: the words travel in the body of the form, never in an address (CMP-7-1a, CMP-8-b)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from mingjing.complaints.selectors import searching
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints.gate import centre_only
from mingjing.workbench.keys import unlock_first, unlocked

LONGEST = 60


class SearchForm(forms.Form):
    words = forms.CharField(label=_("查找"), max_length=LONGEST, help_text=_("几个词用空格隔开，都要有。"))


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@centre_only
@unlock_first
def search(request: OfficialRequest) -> HttpResponse:
    """The viewer's open cases in which the words stand."""
    form, key = SearchForm(request.POST or None), unlocked(request)
    hits = None
    if form.is_valid() and key:
        hits = searching.found(request.user, key, form.cleaned_data["words"])
    context = {"section": "complaints", "form": form, "hits": hits}
    status = 422 if form.is_bound and hits is None else 200
    return render(request, "workbench/complaints/search.html", context, status=status)


urlpatterns = [path("complaints/search/", search, name="complaint_search")]
