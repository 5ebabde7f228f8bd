"""Many powers at once from a sheet, each row a draft."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from mingjing.catalogue import services
from mingjing.catalogue.columns import POWER_COLUMNS
from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.people.enums import Role
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.forms import SheetForm


@require_http_methods(["GET", "POST"])
@official_required
def importing(request: OfficialRequest) -> HttpResponse:
    """Take a sheet of powers in, or say row by row why not."""
    _check_clerk(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    faults: Sequence[sheets.Fault] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = _take(request, form.cleaned_data["file"])
        except sheets.FaultySheet as refusal:
            faults = refusal.faults
            form.add_error("file", str(refusal))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            said = ngettext("导入了 %(n)s 项职权的草稿。", "导入了 %(n)s 项职权的草稿。", made)
            messages.success(request, said % {"n": made})
            return redirect("workbench:powers")
    context = {"section": "powers", "form": form, "faults": faults, "columns": POWER_COLUMNS}
    return render(request, "workbench/catalogue/import.html", context, status=422 if form.is_bound else 200)


@require_GET
@official_required
def template(request: OfficialRequest) -> HttpResponse:
    """The empty sheet to fill in."""
    _check_clerk(request)
    name = {"Content-Disposition": 'attachment; filename="powers.xlsx"'}
    return HttpResponse(sheets.written(_("职权"), POWER_COLUMNS), content_type=sheets.XLSX, headers=name)


def _take(request: OfficialRequest, file: UploadedFile) -> int:
    rows = sheets.rows_of(file.name or "", file.read(), POWER_COLUMNS)
    made = services.import_powers(rows, by=request.user, at=timezone.now())
    if bypassed := [version.name for version in made if version.bypassed]:
        said = _("以下职权称已在别处公布，没有经过本系统的审核，已列入缺项（第六条第一项）：%(names)s")
        messages.warning(request, said % {"names": "、".join(bypassed[:10])})
    return len(made)


def _check_clerk(request: OfficialRequest) -> None:
    if not request.user.holds(Role.UNIT_CLERK):
        raise Http404
