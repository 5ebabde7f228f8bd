"""报送的填报: save, attach, fill the statutory tables from a sheet, and hand in. Nothing typed is lost."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mingjing.core.errors import Refused
from mingjing.core.exporting import download
from mingjing.core.sheets import FaultySheet
from mingjing.filings import access
from mingjing.filings.models import Filing, SubmissionFile
from mingjing.filings.selectors import listing, sheets
from mingjing.filings.services import drafting
from mingjing.filings.services.drafting import Lacking
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.filings.filing import page, rows_of
from mingjing.workbench.filings.forms import FiguresForm, HandInForm, kept_of

HAND_IN = "hand_in"


@require_POST
@official_required
def save(request: OfficialRequest, pk: str) -> HttpResponse:
    """Keep what was typed, and hand it in where that was asked for. What is wrong is said at its field."""
    row = get_object_or_404(rows_of(request.user), pk=pk)
    form = HandInForm(request.POST, request.FILES, filing=row)
    valid, handing_in = form.is_valid(), HAND_IN in request.POST
    try:
        access.check_may_file(request.user, row)
        files = kept_of(form)
        drafting.save(row, form.said(), by=request.user, at=timezone.now(), files=files)
        valid = valid and not form.errors
        if valid and handing_in:
            return _hand_in(request, row, form)
    except Refused as refusal:
        return page(request, _fresh(request, row), form=form, refused=str(refusal))
    if not valid:
        return page(request, _fresh(request, row), form=form)
    messages.success(request, _("已保存，还没有报送。"))
    return redirect("workbench:filing", pk)


def _hand_in(request: OfficialRequest, row: Filing, form: HandInForm) -> HttpResponse:
    if not form.cleaned_data["not_secret"]:
        form.add_error("not_secret", _("请先确认不涉及国家秘密。涉密材料不得上传到本系统。"))
        return page(request, _fresh(request, row), form=form)
    try:
        said = drafting.file(row, by=request.user, today=timezone.localdate(), at=timezone.now())
    except Lacking as lacking:
        form.tell(lacking.columns)
        return page(request, _fresh(request, row), form=form)
    messages.success(request, _("已报送，回执 %(receipt)s。") % {"receipt": said.receipt})
    return redirect("workbench:filing", row.pk)


def _fresh(request: OfficialRequest, row: Filing) -> Filing:
    return rows_of(request.user).get(pk=row.pk)


@require_GET
@official_required
def template(request: OfficialRequest, pk: str) -> HttpResponse:
    """The statutory tables as a workbook to fill in, with the figures that are saved already."""
    row = get_object_or_404(rows_of(request.user), pk=pk)
    if not row.task.annual:
        raise Http404
    found = listing.submissions(request.user, row)
    return download(f"统计表-{row.unit}-{row.task.year}", sheets.template(found[-1].numbers() if found else {}))


@require_POST
@official_required
def take_in(request: OfficialRequest, pk: str) -> HttpResponse:
    """Fill the tables of the draft from a workbook, whole or not at all; every fault is named by sheet and row."""
    row = get_object_or_404(rows_of(request.user), pk=pk)
    form = FiguresForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, row, refused=_("请选择填好的统计表（xlsx）。"))
    file = form.cleaned_data["file"]
    try:
        access.check_may_file(request.user, row)
        figures = sheets.figures_of(file.name, file.read())
        drafting.enter_figures(row, figures, by=request.user, at=timezone.now())
    except FaultySheet as faulty:
        return page(request, row, faulty=faulty)
    except Refused as refusal:
        return page(request, row, refused=str(refusal))
    messages.success(request, _("统计表已填入，请核对后报送。"))
    return redirect("workbench:filing", pk)


@require_POST
@official_required
def drop(request: OfficialRequest, pk: str, file: str) -> HttpResponse:
    """Take a file out of the draft."""
    rows = access.submissions_visible_to(request.user).filter(filing__pk=pk)
    found = get_object_or_404(SubmissionFile.objects.select_related("submission__filing"), submission__in=rows, pk=file)
    try:
        drafting.drop_file(found, by=request.user)
    except Refused as refusal:
        return page(request, get_object_or_404(rows_of(request.user), pk=pk), refused=str(refusal))
    messages.success(request, _("已取下 %(name)s。") % {"name": found.name})
    return redirect("workbench:filing", pk)


urlpatterns = [
    path("filings/<uuid:pk>/draft/", save, name="filing_draft"),
    path("filings/<uuid:pk>/figures.xlsx", template, name="filing_figures"),
    path("filings/<uuid:pk>/figures/", take_in, name="filing_figures_in"),
    path("filings/<uuid:pk>/files/<uuid:file>/drop/", drop, name="filing_file_drop"),
]
