"""通知: sent by the office, read by the units, with a list of who has not (NOT-3)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.core import documents, exporting, sheets
from mingjing.core.exporting import download
from mingjing.core.paging import page_of, query_of
from mingjing.core.sheets import Column
from mingjing.people import access, letters
from mingjing.people.enums import OFFICE
from mingjing.people.models import Notice, NoticeReceipt
from mingjing.people.selectors import notices as selectors
from mingjing.people.services import notices as services
from mingjing.workbench import exports
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.people.forms import NoticeForm
from mingjing.workbench.people.saving import saved

COLUMNS = (
    Column("单位代码", "code"),
    Column("单位", "name"),
    Column("主送类别", "addressee_class"),
    Column("是否已读", "read"),
    Column("阅读人", "reader"),
    Column("阅读时间", "at"),
)


@require_GET
@official_required
def notices(request: OfficialRequest) -> HttpResponse:
    """The viewer's notices, the newest first."""
    rows = selectors.listed(request.user)
    if exporting.wanted(request):
        return exporting.export(_("通知"), exports.NOTICES, rows.order_by("-sent_at", "-id"))
    page = page_of(rows, request.GET, order=("-sent_at", "-id"))
    context = {
        "section": "notices",
        "page": page,
        "query": query_of(request.GET),
        "is_office": request.user.holds(*OFFICE),
        "may_send": access.may_send(request.user),
    }
    return render(request, "workbench/people/notices.html", context)


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest) -> HttpResponse:
    """Write a notice and send it."""
    if not access.may_send(request.user):
        raise Http404
    form = NoticeForm(request.POST or None, today=timezone.localdate())
    sent: list[Notice] = []

    def send(said: dict[str, Any]) -> None:
        sent.append(services.send(**said, by=request.user, at=timezone.now()))

    if request.method == "POST" and saved(request, form, send, _("通知已发出。")):
        return redirect("workbench:notice", sent[0].pk)
    context = {"section": "notices", "form": form}
    return render(request, "workbench/people/notice_form.html", context, status=422 if form.is_bound else 200)


@require_GET
@official_required
def notice(request: OfficialRequest, pk: str) -> HttpResponse:
    """One notice. Opening it is reading it: the first person of an addressee unit signs for the unit (NOT-3)."""
    found = _notice(request, pk)
    own = selectors.receipt_of(found, request.user)
    if own and own.read_at is None:
        services.read(found, by=request.user, at=timezone.now())
        own = selectors.receipt_of(found, request.user)
    is_office = request.user.holds(*OFFICE)
    receipts = list(selectors.receipts(found)) if is_office else []
    context = {
        "section": "notices",
        "notice": found,
        "own": own,
        "is_office": is_office,
        "receipts": receipts,
        "read": sum(receipt.read_at is not None for receipt in receipts),
    }
    return render(request, "workbench/people/notice.html", context)


@require_GET
@official_required
def receipts(request: OfficialRequest, pk: str) -> HttpResponse:
    """Who has read a notice and who has not, as a sheet."""
    if not request.user.holds(*OFFICE):
        raise Http404
    found = _notice(request, pk)
    rows = (_cells(receipt) for receipt in selectors.receipts(found))
    return download(f"签收情况-{found.title[:40]}", sheets.written("签收情况", COLUMNS, rows))


def _notice(request: OfficialRequest, pk: str) -> Notice:
    return get_object_or_404(access.notices_visible_to(request.user).select_related("sent_by__unit"), pk=pk)


def _cells(receipt: NoticeReceipt) -> dict[str, str]:
    at = receipt.read_at
    return {
        "code": receipt.unit.code,
        "name": receipt.unit.name,
        "addressee_class": receipt.unit.get_addressee_class_display(),
        "read": "已读" if at else "未读",
        "reader": receipt.read_by.name if receipt.read_by else "",
        "at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "",
    }


@require_GET
@official_required
def document(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """A notice as docx or pdf. Taking it home is no reading: the page signs for the unit."""
    return documents.answer(letters.notice(_notice(request, pk)), kind, f"notice-{pk}")


urlpatterns = [
    path("notices/", notices, name="notices"),
    path("notices/new/", new, name="notice_new"),
    path("notices/<uuid:pk>/", notice, name="notice"),
    path("notices/<uuid:pk>/notice.<slug:kind>", document, name="notice_document"),
    path("notices/<uuid:pk>/receipts.xlsx", receipts, name="notice_receipts"),
]
