"""条文解释: the register with its filters and xlsx, asking, drafting, reviewing, issuing, and one on paper (ACC-14)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.core import documents, exporting
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col
from mingjing.core.paging import page_of, query_of
from mingjing.core.steps import Step
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official
from mingjing.regulations import access, letters, selectors, workflow
from mingjing.regulations.enums import InterpretationStatus
from mingjing.regulations.models import Article, Interpretation
from mingjing.regulations.services import interpretations as services
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import ANY

LONGEST = 4000
ORDER = ("-number",)
PUBLICITY = [("yes", _("公开")), ("no", _("内部"))]
COLUMNS = (
    Col(_("编号"), "number"),
    Col(_("法规版本"), "regulation.title", 40),
    Col(_("条文"), lambda row: "、".join(article.key for article in row.articles.all())),
    Col(_("问题"), "question", 40),
    Col(_("解释"), lambda row: row.answer if row.status in access.GIVEN else "", 60),
    Col(_("公开"), "public"),
    Col(_("状态"), lambda row: row.get_status_display()),
    Col(_("提出单位"), "unit.name"),
    Col(_("提出日期"), "asked_on"),
    Col(_("签发人"), "issued_by.name"),
    Col(_("发布日期"), "issued_on"),
    Col(_("代替"), "replaces.number"),
    Col(_("终止日期"), "ended_on"),
    Col(_("终止理由"), "ended_for", 40),
)


def _area(label: Any, rows: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class Articles(forms.ModelMultipleChoiceField):
    """One or several articles, under the name of their version."""

    def __init__(self) -> None:
        widget = forms.SelectMultiple(attrs={"size": 8})
        hint = _("可以选多条：按住 Ctrl 键点选。")
        super().__init__(selectors.interpretable(), label=_("条文"), required=False, widget=widget, help_text=hint)

    def label_from_instance(self, obj: Any) -> str:
        """The key, place and title, and the version."""
        return f"{obj.key} {obj.place} {obj.title}（{obj.regulation.number}）"


class AskForm(forms.Form):
    articles = Articles()
    question = _area(_("问题"), 4, _("条文的哪句话，在什么事上有不同理解。"))


class DraftForm(AskForm):
    answer = _area(_("解释"), 8)
    public = forms.BooleanField(
        label=_("向社会公开"), required=False, help_text=_("公开的先经保密审查再签发，不得含个人信息。")
    )
    replaces = forms.ModelChoiceField(
        Interpretation.objects.filter(status=InterpretationStatus.ISSUED), label=_("代替哪一份"), required=False
    )


class Filter(forms.Form):
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *InterpretationStatus.choices])
    article = forms.CharField(label=_("条文，例如 ACC-9"), required=False, max_length=20)
    public = forms.ChoiceField(label=_("公开"), required=False, choices=[ANY, *PUBLICITY])
    words = forms.CharField(label=_("问题或解释中的词"), required=False, max_length=60)

    def of(self, rows: QuerySet[Interpretation], viewer: Official) -> QuerySet[Interpretation]:
        """The interpretations that fit; words of a draft are looked for by nobody who may not read it."""
        said = self.cleaned_data
        if said["status"]:
            rows = rows.filter(status=said["status"])
        if key := said["article"].strip().upper():
            document, _dash, number = key.partition("-")
            found = Article.objects.filter(document=document, number=int(number) if number.isdecimal() else 0)
            rows = rows.filter(articles__in=found).distinct()
        if said["public"]:
            rows = rows.filter(public=said["public"] == "yes")
        if words := said["words"].strip():
            readable = Q(status__in=access.GIVEN) if not viewer.holds(*access.KEEPERS) else Q()
            rows = rows.filter(Q(question__contains=words) | (readable & Q(answer__contains=words)))
        return rows


@dataclass(frozen=True)
class Act:
    """A step as the page offers it: `asks` is the label of the words it needs, empty for none."""

    key: str
    step: Step
    do: Callable[..., None]
    asks: Any = ""
    dated: bool = True


ACTS = {
    act.key: act
    for act in (
        Act("decline", workflow.DECLINE, services.decline, _("不作解释的理由")),
        Act("clear", workflow.CLEAR, services.clear, _("保密审查意见"), dated=False),
        Act("issue", workflow.ISSUE, services.issue),
        Act("send-back", workflow.SEND_BACK, services.send_back, _("退回理由"), dated=False),
        Act("withdraw", workflow.WITHDRAW, services.withdraw, _("撤回理由")),
    )
}


def _rows(viewer: Official) -> QuerySet[Interpretation]:
    rows = access.interpretations_visible_to(viewer)
    return rows.select_related("regulation", "unit", "asked_by", "drafted_by", "cleared_by", "issued_by", "replaces")


@require_GET
@official_required
def interpretations(request: OfficialRequest) -> HttpResponseBase:
    """Every interpretation the viewer may see, the newest first; or as a sheet."""
    form = Filter(request.GET)
    valid, rows = form.is_valid(), _rows(request.user)
    rows = form.of(rows, request.user) if valid else rows.none()
    if exporting.wanted(request):
        return exporting.export(gettext("条文解释"), COLUMNS, rows.prefetch_related("articles").order_by(*ORDER))
    page = page_of(rows.prefetch_related("articles__regulation"), request.GET, order=ORDER)
    context = {
        "section": "interpretations",
        "page": page,
        "form": form,
        "query": query_of(request.GET),
        "may_ask": access.may_ask(request.user),
    }
    return render(request, "workbench/interpretations/list.html", context, status=200 if valid else 422)


@require_http_methods(["GET", "POST"])
@official_required
def ask(request: OfficialRequest) -> HttpResponse:
    """Ask what articles mean: a unit that is unsure, or the office that answers unasked."""
    if not access.may_ask(request.user):
        raise Http404
    form = AskForm(request.POST or None, initial={"articles": request.GET.getlist("article")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = services.ask(
                list(said["articles"]), said["question"], by=request.user, today=timezone.localdate(), at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(row)s 已提出，等待办公室解释。") % {"row": row})
            return redirect(row)
    context = {"section": "interpretations", "form": form}
    return render(request, "workbench/interpretations/ask.html", context, status=422 if form.is_bound else 200)


@require_GET
@official_required
def interpretation(request: OfficialRequest, pk: str) -> HttpResponse:
    """One interpretation with its articles, its file, and what may be done now."""
    return _page(request, get_object_or_404(_rows(request.user), pk=pk))


def _page(
    request: OfficialRequest,
    row: Interpretation,
    *,
    form: DraftForm | None = None,
    tried: str = "",
    words: str = "",
    refused: str = "",
) -> HttpResponse:
    steps = access.interpretation_steps(request.user, row)
    readable = access.may_read_answer(request.user, row)
    drafting = workflow.DRAFT in steps
    context = {
        "section": "interpretations",
        "row": row,
        "articles": row.articles.select_related("regulation"),
        "readable": readable,
        "successor": row.successors.filter(status__in=access.GIVEN).first(),
        "draft": (form or DraftForm(initial=_drafted(row))) if drafting else None,
        "offered": [act for act in ACTS.values() if act.step in steps and (row.public or act.key != "clear")],
        "entries": ledger.of_case(row) if readable else (),
        "pack": row.regulation.number,
        "given": row.status in access.GIVEN,
        "tried": tried,
        "words": words,
        "refused": refused,
        "longest": services.LONGEST_REASON,
    }
    return render(request, "workbench/interpretations/one.html", context, status=422 if refused else 200)


def _drafted(row: Interpretation) -> dict[str, Any]:
    said = {"question": row.question, "answer": row.answer, "public": row.public, "replaces": row.replaces_id}
    return said | {"articles": [article.pk for article in row.articles.all()]}


@require_POST
@official_required
def draft(request: OfficialRequest, pk: str) -> HttpResponse:
    """The office writes the answer; a refusal says why and keeps what was typed."""
    row = get_object_or_404(_rows(request.user), pk=pk)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, refused=gettext("有几处需要改，填过的都还在。"))
    said = form.cleaned_data
    try:
        answer = services.Answer(**{**said, "articles": list(said["articles"])})
        services.draft(row, answer, by=request.user, today=timezone.localdate(), at=timezone.now())
    except Refused as refusal:
        return _page(request, _rows(request.user).get(pk=row.pk), form=form, refused=str(refusal))
    messages.success(request, gettext("%(row)s 已拟写，由另一人签发。") % {"row": row})
    return redirect(row)


@require_POST
@official_required
def act(request: OfficialRequest, pk: str, key: str) -> HttpResponse:
    """Take a step; a refusal says why and keeps what was typed."""
    row, found = get_object_or_404(_rows(request.user), pk=pk), ACTS.get(key)
    if found is None:
        raise Http404
    words = request.POST.get("words", "")[: services.LONGEST_REASON]
    try:
        found.do(row, by=request.user, at=timezone.now(), **_said(found, words, timezone.localdate()))
    except Refused as refusal:
        row = get_object_or_404(_rows(request.user), pk=row.pk)
        return _page(request, row, tried=key, words=words, refused=str(refusal))
    messages.success(request, f"{row}：{row.get_status_display()}。")
    return redirect("workbench:interpretations" if key == "clear" else row.get_absolute_url())


def _said(found: Act, words: str, today: dt.date) -> dict[str, Any]:
    said: dict[str, Any] = {"today": today} if found.dated else {}
    if found.asks:
        said["opinion" if found.key == "clear" else "reason"] = words
    return said


@require_GET
@official_required
def document(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """An issued interpretation on paper."""
    row = get_object_or_404(_rows(request.user), pk=pk, status__in=access.GIVEN)
    made = letters.interpretation(row, articles=list(row.articles.all()))
    return documents.answer(made, kind, f"interpretation-{row.asked_on:%Y}-{row.number[-5:]}")


urlpatterns = [
    path("interpretations/", interpretations, name="interpretations"),
    path("interpretations/ask/", ask, name="interpretation_ask"),
    path("interpretations/<uuid:pk>/", interpretation, name="interpretation"),
    path("interpretations/<uuid:pk>/draft/", draft, name="interpretation_draft"),
    path("interpretations/<uuid:pk>/document.<str:kind>", document, name="interpretation_document"),
    path("interpretations/<uuid:pk>/<slug:key>/", act, name="interpretation_act"),
]
