"""登记簿: the year's ledger, as sheet and as document with the same lines; the check for gaps; filing it (CMP-7-1d)."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from mingjing.complaints.letters import ledgers as letters
from mingjing.complaints.selectors import ledgers as selectors
from mingjing.complaints.selectors.ledgers import Whole
from mingjing.complaints.services import recording
from mingjing.core import documents
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col, export, wanted
from mingjing.core.paging import page_of, query_of
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints.gate import centre_only

HEADER = (
    _("编号"), _("渠道"), _("署名"), _("收到"), _("分类"), _("受理"), _("转办"), _("处理完毕"), _("办结"), _("状态"),
    _("逾期次数"), _("作废理由"),
)  # fmt: skip
ON_PAPER = 5000  # a longer ledger is a sheet


def _cell(n: int) -> Any:
    return lambda line: line.said[n]


COLUMNS = tuple(Col(title, _cell(n)) for n, title in enumerate(HEADER))


class FileForm(forms.Form):
    """With whom the ledger is filed."""

    whom = forms.CharField(label=_("向哪个机关备案"), max_length=100)


@dataclass(frozen=True)
class Asked:
    """The year that was asked for, else this one; how many numbers were given out in it; the years there are."""

    year: int
    last: int
    years: list[int]


def _asked(request: OfficialRequest) -> Asked:
    given, this = selectors.given_out(), timezone.localdate().year
    years, said = sorted({this, *given}, reverse=True), request.GET.get("year", "")
    year = int(said) if said.isdecimal() and int(said) in years else this
    return Asked(year, given.get(year, 0), years)


def _said(count: int, whole: Whole | None) -> list[str]:
    said = [gettext("共 %(n)s 件。") % {"n": count}]
    if whole:
        known = {"last": whole.last, "found": whole.found, "voided": whole.voided, "missing": len(whole.missing)}
        said.append(
            gettext("发出编号 %(last)s 个，登记 %(found)s 个，其中作废 %(voided)s 个，缺号 %(missing)s 个。") % known
        )
    return said


@require_GET
@centre_only
def ledger(request: OfficialRequest) -> HttpResponseBase:
    """The ledger of a year: the head's whole, a clerk's own cases. Also as xlsx and pdf."""
    return _ledger(request)


def _ledger(request: OfficialRequest, tried: FileForm | None = None) -> HttpResponseBase:
    viewer, asked = request.user, _asked(request)
    if wanted(request):
        rows = selectors.everything(viewer, asked.year, most=recording.MOST)
        return export(gettext("投诉举报登记簿%(year)s") % {"year": asked.year}, COLUMNS, rows)
    heads = selectors.sees_all(viewer)
    with seeing(SYSTEM) if heads else nullcontext():
        page = page_of(selectors.cases(viewer, asked.year), request.GET, order=("number",))
        lines = selectors.lines(viewer, page)
        whole = selectors.whole(asked.year, asked.last) if heads else None
    context = {
        "section": "complaint_ledger",
        "year": asked.year,
        "years": asked.years,
        "page": page,
        "rows": [(line.said[0], list(zip(HEADER[1:], line.said[1:], strict=True))) for line in lines],
        "header": HEADER,
        "whole": whole,
        "said": _said(whole.found, whole) if whole else [],
        "filings": list(selectors.filings()[:20]) if whole else [],
        "form": (tried or FileForm()) if whole else None,
        "query": query_of(request.GET),
    }
    return render(request, "workbench/complaints/ledger.html", context, status=422 if tried else 200)


@require_GET
@centre_only
def document(request: OfficialRequest, kind: str) -> HttpResponse:
    """The same lines on paper, up to 5,000."""
    viewer, asked = request.user, _asked(request)
    year = asked.year
    rows = selectors.everything(viewer, year, most=ON_PAPER + 1)
    with seeing(SYSTEM):
        whole = selectors.whole(year, asked.last) if selectors.sees_all(viewer) else None
    said = _said(len(rows), whole)
    if len(rows) > ON_PAPER:
        words = gettext("登记簿超过 %(most)s 件，请导出 Excel。") % {"most": ON_PAPER}
        return HttpResponse(words, status=422, content_type="text/plain; charset=utf-8")
    header = [str(title) for title in HEADER]
    made = letters.book(year, [line.said for line in rows], header=header, said=said, on=timezone.localdate())
    return documents.answer(made, kind, f"complaints-{year}")


@require_POST
@centre_only
def file(request: OfficialRequest) -> HttpResponseBase:
    """File the ledger of a year for the record."""
    if not selectors.sees_all(request.user):
        raise Http404
    form, year = FileForm(request.POST), _asked(request).year
    if form.is_valid():
        try:
            recording.file(year, whom=form.cleaned_data["whom"], by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(year)s 年登记簿已备案。") % {"year": year})
            return redirect(f"{reverse('workbench:complaint_ledger')}?year={year}")
    return _ledger(request, form)


urlpatterns = [
    path("complaints/ledger/", ledger, name="complaint_ledger"),
    path("complaints/ledger/file/", file, name="complaint_ledger_file"),
    path("complaints/ledger/book.<str:kind>", document, name="complaint_ledger_document"),
]
