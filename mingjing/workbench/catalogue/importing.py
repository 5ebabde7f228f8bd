"""The catalogue as a workbook: template, export, and import with a look at what it would do before it is done."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.catalogue import access
from mingjing.catalogue.columns import SHEETS
from mingjing.catalogue.enums import ImportStatus
from mingjing.catalogue.models import PowerImport, PowerVersion
from mingjing.catalogue.selectors import sheets as selectors
from mingjing.catalogue.services import importing as services
from mingjing.core import exporting, sheets
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col
from mingjing.core.paging import page_of, query_of
from mingjing.people.models import Unit
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.forms import SheetForm
from mingjing.workbench.replies import done

COLUMNS = (
    Col(_("文件"), "name", 40),
    Col(_("导入人"), "by.name"),
    Col(_("状态"), "get_status_display"),
    Col(_("新增"), "made"),
    Col(_("修改"), "changed"),
    Col(_("未变"), "same"),
    Col(_("问题"), "faults"),
    Col(_("收到"), "received_at"),
    Col(_("处理完毕"), "finished_at"),
)
ACTS = {
    "confirm": (services.confirm, _("已确认，正在后台导入，可以离开这一页。")),
    "drop": (services.drop, _("已放弃，什么都没有导入。")),
    "retry": (services.retry, _("已重新排队。")),
}


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, none of them required."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Every file, each cleaned as one."""
        return [super(FilesField, self).clean(file, initial) for file in data or ()]


class ImportForm(SheetForm):
    charts = FilesField(
        label=_("流程图（可选，可多选）"),
        required=False,
        help_text=_("bpmn 文件，文件名写职权编码；新职权没有编码的写事项名称"),
    )
    reason = forms.CharField(
        label=_("变更理由"), required=False, max_length=200, help_text=_("修订已公布的职权时用；表里写了的以表里为准")
    )
    field_order = ("file", "charts", "reason", "not_secret")

    def files_of(self) -> list[tuple[str, bytes]]:
        """The workbook and the charts that came along."""
        return [(file.name, file.read()) for file in (self.cleaned_data["file"], *self.cleaned_data["charts"])]


@require_http_methods(["GET", "POST"])
@official_required
def importing(request: OfficialRequest) -> HttpResponse:
    """Upload a workbook; it is looked through in the background. Below, what was imported before."""
    if not access.may_import(request.user):
        raise Http404
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            work = services.receive(
                form.files_of(), reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("workbench:power_import_one", work.pk)
    rows = access.imports_visible_to(request.user).select_related("by").defer("lines", "errors")
    if exporting.wanted(request):
        return exporting.export(gettext("职权导入"), COLUMNS, rows.order_by("-received_at", "-id"))
    context = {
        "section": "powers",
        "form": form,
        "page": page_of(rows, request.GET, order=("-received_at", "-id")),
        "query": query_of(request.GET),
        "sheets": SHEETS,
        "for_city": access.imports_for_city(request.user),
    }
    return render(request, "workbench/catalogue/import.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@official_required
def import_one(request: OfficialRequest, pk: str) -> HttpResponse:
    """One workbook: how far its reading is, what it would do, what was wrong with it."""
    rows = access.imports_visible_to(request.user).select_related("by", "unit")
    work = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        return _act(request, work)
    context = {
        "section": "powers",
        "work": work,
        "under_way": work.status in services.UNDER_WAY,
        "mine": access.may_confirm(request.user, work),
        "more": max(0, work.made + work.changed - len(work.lines)),
        "bypassed": _bypassed(work),
    }
    name = "import_progress" if request.headers.get("HX-Request") else "import_one"
    return render(request, f"workbench/catalogue/{name}.html", context)


def _act(request: OfficialRequest, work: PowerImport) -> HttpResponse:
    act = request.POST.get("act", "")
    if act not in ACTS or not access.may_confirm(request.user, work):
        raise Http404
    do, said = ACTS[act]
    when = {"at": timezone.now()} if act == "drop" else {}
    done(request, lambda: do(work, by=request.user, **when), str(said))  # type: ignore[operator]
    return redirect("workbench:power_import_one", work.pk)


def _bypassed(work: PowerImport) -> list[PowerVersion]:
    """Some of the powers that an import called published elsewhere (ACC-6-1a)."""
    if work.status != ImportStatus.DONE or not work.made:
        return []
    rows = PowerVersion.objects.filter(bypassed=True, drafted_by=work.by_id).select_related("item")
    return list(rows.filter(item__name__in=[line["name"] for line in work.lines if line["new"]])[:10])


@require_GET
@official_required
def template(request: OfficialRequest) -> HttpResponse:
    """The empty workbook to fill in."""
    if not access.may_import(request.user):
        raise Http404
    pages = [sheets.Page.of(sheet.title, sheet.columns, ()) for sheet in SHEETS]
    hints = sheets.hints([(sheet.title, sheet.columns) for sheet in SHEETS])
    return exporting.download(gettext("职权目录模板"), sheets.book([*pages, hints]))


@require_GET
@official_required
def export(request: OfficialRequest) -> HttpResponse:
    """The whole catalogue as its workbook: of one unit by `unit`, else all that the viewer sees from inside."""
    where = access.exports_inside(request.user)
    title = gettext("职权目录")
    if code := request.GET.get("unit", ""):
        unit = get_object_or_404(Unit, code=code)
        if not access.may_export_inside(request.user, unit):
            raise Http404
        where &= Q(item__unit=unit)
        title = f"{title}-{unit}"
    pages = selectors.pages(selectors.newest(where))
    return exporting.download(f"{title}-{timezone.localdate()}", sheets.streamed(pages))


urlpatterns = [
    path("powers/import/", importing, name="power_import"),
    path("powers/import/template.xlsx", template, name="power_import_template"),
    path("powers/import/<uuid:pk>/", import_one, name="power_import_one"),
    path("powers/export.xlsx", export, name="powers_export"),
]
