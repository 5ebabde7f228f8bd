"""这页有用吗、报错: from every public page, without script, cookie, account or name (ASM-5-3-4c).

Complaints are not for this form, which keeps words in the clear: they go to the sealed one.
"""

from typing import Any
from urllib.parse import unquote, urlsplit

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.casework.selectors import progress, records
from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.core.throttling import too_often
from mingjing.disclosure.access import public as public_plans
from mingjing.disclosure.enums import ReportKind, Vote
from mingjing.disclosure.models import Report
from mingjing.disclosure.services import reporting
from mingjing.people.models import Unit

LONGEST_PAGE = 200
REPORTS_AN_HOUR, VOTES_AN_HOUR = 10, 60
HOME = "/"
KINDS = [(kind.value, kind.label) for kind in ReportKind if kind != ReportKind.COMPLAINT]


class FeedbackForm(forms.Form):
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2 * LONGEST_PAGE)
    kind = forms.ChoiceField(label=_("您要"), choices=KINDS, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("内容"),
        max_length=reporting.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("写明哪里不对、实际是怎样的。不用写姓名和电话；不要写国家秘密和别人的个人信息。"),
        error_messages={"required": _("请写明内容，我们才知道要改什么。")},
    )
    website = forms.CharField(required=False)  # people do not see it, programs fill it in


@csrf_exempt  # published pages carry no token, nobody's account acts here, and a forged report is only words
@never_cache
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """The form for the page one came from; a vote is taken at once."""
    if request.method == "POST" and "vote" in request.POST:
        return _vote(request)
    asked = request.POST if request.method == "POST" else request.GET
    page = page_named(asked.get("page", ""))
    if request.method == "GET" and asked.get("kind") == ReportKind.COMPLAINT:
        return redirect(f"{reverse('portal:complaint_new')}?page={page}")
    kind = asked.get("kind") if asked.get("kind") in dict(KINDS) else ReportKind.ERROR
    form = FeedbackForm(request.POST or None, initial={"page": page, "kind": kind})
    if not form.is_bound:
        return _shown(request, form, page)
    if not form.is_valid():
        return _shown(request, form, page, status=422)
    if form.cleaned_data["website"]:
        return redirect("portal:feedback_thanks")
    return _received(request, form, page)


def _received(request: HttpRequest, form: FeedbackForm, page: str) -> HttpResponse:
    if too_often(request, "feedback", REPORTS_AN_HOUR):
        form.add_error(None, gettext("这一小时已经收到您的多件反馈。请稍后再来，或打页脚的电话。"))
        return _shown(request, form, page, status=429)
    said = {name: form.cleaned_data[name] for name in ("kind", "text")}
    try:
        report = reporting.receive(page, **said, **whose(page), at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _shown(request, form, page, status=422)
    return redirect("portal:feedback_answer", report.number)


def _vote(request: HttpRequest) -> HttpResponse:
    said, page = request.POST["vote"], page_named(request.POST.get("page", ""))
    if said in Vote.values and not too_often(request, "vote", VOTES_AN_HOUR):
        reporting.vote(page, said, unit=whose(page)["unit"])
    return redirect(f"{reverse('portal:feedback_thanks')}?page={page}")


def _shown(request: HttpRequest, form: FeedbackForm, page: str, *, status: int = 200) -> HttpResponse:
    unit = whose(page)["unit"]
    return render(request, "portal/feedback.html", {"form": form, "page": page, "unit": unit}, status=status)


@never_cache
@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    """After a vote: thanks, and the way back."""
    return render(request, "portal/feedback_thanks.html", {"page": page_named(request.GET.get("page", ""))})


@never_cache
@require_GET
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """What became of a report, for whoever holds its number. The words sent are not shown again."""
    found = get_object_or_404(Report.objects.select_related("unit"), number=number)
    return render(request, "portal/feedback_answer.html", {"report": found})


def page_named(address: str) -> str:
    """The public page that an address stands for, without what was searched for on it; home for anything else."""
    path = urlsplit(unquote(address)).path[:LONGEST_PAGE]
    try:
        found = resolve(path)
    except (Resolver404, ValueError):
        return HOME
    return path if found.app_names == ["portal"] and "\x00" not in path else HOME


def whose(page: str) -> dict[str, Any]:
    """The unit that answers for a page, and the power it is about; None where the page is the city's."""
    found = resolve(page)
    named = found.kwargs
    item: PowerItem | None = None
    unit: Unit | None = None
    if found.url_name == "feedback_answer":
        return {"item": None, "unit": None}
    if "number" in named:
        item = catalogue.public().filter(number=named["number"]).first()
    elif "code" in named:
        unit = Unit.objects.filter(code=named["code"]).first()
    elif about := _row(found.url_name or "", named.get("pk")):
        item, unit = about.item, about.unit
    return {"item": item, "unit": item.unit if item else unit}


def _row(name: str, pk: Any) -> Any:
    """The matter, register form or piece of information that a page shows; None for another page."""
    rows: dict[str, QuerySet[Any]] = {
        "information": public_plans(),
        "matter": progress.public(),
        "matter_form": progress.public(),
        "record": records.public(timezone.localdate()),
    }
    return rows[name].select_related("unit", "item__unit").filter(pk=pk).first() if name in rows else None
