"""我的文书: the room of whoever may be responsible: their letters, statement and objection, and no more (ACC-12-c).

What is not theirs does not exist: every other address answers alike, whether there is such a letter or not.
"""

from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mingjing.accountability import access
from mingjing.accountability.enums import HearingMode
from mingjing.accountability.letters import freezing
from mingjing.accountability.models import Letter
from mingjing.accountability.selectors import mine as selectors
from mingjing.accountability.selectors.mine import Mine
from mingjing.accountability.services import hearing, informing, objecting
from mingjing.accountability.services.hearing import Said
from mingjing.core import documents
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.fields import words

ORDER = ("-issued_at", "-id")


class StatementForm(forms.Form):
    statement = words(_("陈述申辩"), _("对哪些事实、证据、依据有不同意见，理由是什么。"), rows=8)
    points = words(
        _("分条意见"), _("可以逐条列出，每条一行；不分列的，全文作为一条意见。每条都会得到答复。"), required=False
    )
    attached = FilesField(label=_("证据和材料"))


class WaiveForm(forms.Form):
    statement = words(_("放弃陈述申辩的说明"), _("写明自愿放弃。期限内改变主意的，仍可提出陈述申辩。"), rows=2)


class ObjectionForm(forms.Form):
    text = words(_("异议"), _("对决定的哪一点有异议，理由是什么。"), rows=8)
    attached = FilesField(label=_("证据和材料"))


FORMS: dict[str, tuple[Any, type[forms.Form]]] = {
    "statement": (_("提出陈述申辩"), StatementForm),
    "waive": (_("放弃陈述申辩"), WaiveForm),
    "objection": (_("提出异议"), ObjectionForm),
}


def with_letter(view: Any) -> Any:
    """The view is given the letter instead of its key, if it is this person's; nobody stores the answer."""

    @never_cache
    @official_required
    @wraps(view)
    def found(request: OfficialRequest, pk: str, *more: Any, **named: Any) -> HttpResponseBase:
        rows = access.letters_to(request.user).select_related("case__unit", "subject__unit", "subject__case")
        letter = get_object_or_404(rows, pk=pk)
        if not freezing.is_whole(letter):
            said = gettext("这份文书的内容与制发时的摘要不符，不能出具。请与领导小组办公室联系。")
            return HttpResponse(said, status=409, content_type="text/plain; charset=utf-8")
        answer: HttpResponseBase = view(request, letter, *more, **named)
        return answer

    return found


@require_GET
@never_cache
@official_required
def letters(request: OfficialRequest) -> HttpResponse:
    """The letters to this person and to the unit that they answer for, the newest first."""
    page = page_of(selectors.letters(request.user), request.GET, order=ORDER)
    if not page.rows and not access.letters_to(request.user).exists():
        raise Http404
    rows = [(row, getattr(row, "delivery", None), getattr(row, "hearing", None)) for row in page]
    context = {"section": "mine", "page": page, "rows": rows, "query": "", "today": timezone.localdate()}
    return render(request, "workbench/accountability/mine/list.html", context)


@require_GET
@with_letter
def letter(request: OfficialRequest, letter: Letter) -> HttpResponse:
    """A letter. Opening it for the first time is its delivery."""
    informing.opened(letter, by=request.user, at=timezone.now())
    return _page(request, letter)


def _offered(mine: Mine) -> list[str]:
    may = {"statement": mine.may_speak, "waive": mine.may_waive, "objection": mine.may_object}
    return [key for key in FORMS if may[key]]


def _page(
    request: OfficialRequest, letter: Letter, *, tried: tuple[str, forms.Form] | None = None
) -> HttpResponse:  # fmt: skip
    mine = selectors.of(letter, today=timezone.localdate())
    offered = [
        (key, FORMS[key][0], tried[1] if tried and tried[0] == key else FORMS[key][1](prefix=key))
        for key in _offered(mine)
    ]
    refused = "；".join(str(error) for error in tried[1].non_field_errors()) if tried else ""
    context = {
        "section": "mine",
        "letter": letter,
        "mine": mine,
        "document": freezing.document_of(letter),
        "offered": offered,
        "refused": refused,
        "tasks": selectors.to_correct(letter, request.user),
    }
    return render(request, "workbench/accountability/mine/letter.html", context, status=422 if tried else 200)


@require_GET
@with_letter
def document(request: OfficialRequest, letter: Letter, kind: str) -> HttpResponse:
    """The letter as docx or pdf; to take it away is to receive it."""
    made = freezing.document_of(letter)
    if kind not in documents.KINDS:
        raise Http404
    informing.opened(letter, by=request.user, at=timezone.now())
    return documents.answer(made, kind, f"letter-{letter.issued_on:%Y-%m-%d}")


@require_POST
@with_letter
def send(request: OfficialRequest, letter: Letter, act: str) -> HttpResponse:
    """File a statement, a waiver or an objection. A refusal says why and keeps what was typed."""
    if act not in FORMS:
        raise Http404
    form = FORMS[act][1](request.POST, request.FILES, prefix=act)
    if not form.is_valid():
        return _page(request, letter, tried=(act, form))
    try:
        said = _sent(request, letter, act, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        letter.case.refresh_from_db()
        return _page(request, letter, tried=(act, form))
    messages.success(request, said)
    return redirect("workbench:accountability_mine_letter", letter.pk)


def _sent(request: OfficialRequest, letter: Letter, act: str, said: dict[str, Any]) -> str:
    now = timezone.now()
    mine = selectors.of(letter, today=timezone.localdate(now))
    told: dict[str, Any] = {"by": request.user, "today": timezone.localdate(now), "at": now}
    if act == "objection":
        if mine.objection:
            raise Refused(f"对这个决定已经提出过异议{mine.objection}，请在这一页查看办理情况（GAP-07）。")
        if mine.ground is None or letter.subject is None:
            raise Refused("只能对已经收到的、现行的追究决定提出异议（GAP-07）。")
        row = objecting.file(letter.subject, text=said["text"], files=FilesField().keep(said["attached"]), **told)
        return gettext("异议已提出，编号 %(row)s。") % {"row": row}
    if mine.hearing is None:
        raise Refused("请先打开告知书，再提出陈述申辩（ACC-12-c）。")
    if act == "waive":
        hearing.file(mine.hearing, Said(mode=HearingMode.WAIVED, statement=said["statement"]), **told)
        return gettext("已登记放弃陈述申辩。")
    points = [line.strip() for line in said["points"].splitlines() if line.strip()]
    kept = FilesField().keep(said["attached"])
    what = Said(mode=HearingMode.WRITTEN, statement=said["statement"], points=points, files=kept)
    hearing.file(mine.hearing, what, **told)
    return gettext("陈述申辩已提出。")


urlpatterns = [
    path("accountability/mine/", letters, name="accountability_mine"),
    path("accountability/mine/<uuid:pk>/", letter, name="accountability_mine_letter"),
    path("accountability/mine/<uuid:pk>/letter.<str:kind>", document, name="accountability_mine_document"),
    path("accountability/mine/<uuid:pk>/do/<slug:act>/", send, name="accountability_mine_act"),
]
