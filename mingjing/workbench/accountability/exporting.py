"""案卷导出 on the page of a case: the whole of it as one pdf, or its files as a zip; made in the background."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mingjing.accountability.enums import ExportForm
from mingjing.accountability.models import AccountabilityCase
from mingjing.accountability.selectors import transfers as selectors
from mingjing.accountability.services import exporting as services
from mingjing.core import uploads
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.accountability.gate import with_case
from mingjing.workbench.accountability.kinds import Act, Panel

NEWEST = 5
TEMPLATE = "workbench/accountability/panels/exports.html"


class AskForm(forms.Form):
    form = forms.ChoiceField(label=_("形式"), choices=[])

    def __init__(self, *args: Any, case: AccountabilityCase, **said: Any) -> None:
        super().__init__(*args, **said)
        handed = case.status in ("transferring", "transferred")
        choices = [choice for choice in ExportForm.choices if handed or choice[0] != ExportForm.PACKAGE]
        self.fields["form"] = forms.ChoiceField(label=_("形式"), choices=choices)


def _form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> forms.Form:
    return AskForm(data, case=case, **said)


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    some = vars(case).get("taken_out", True)
    rows = list(selectors.exports(case)[:NEWEST]) if some else []
    return {"exports": rows, "under_way": any(row.under_way for row in rows)} if rows else None


def _ask(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    services.ask(case, said["form"], by=request.user, at=timezone.now())
    return gettext("正在生成，完成后可在“案卷导出”下载。")


def _may(viewer: Official, case: AccountabilityCase) -> bool:
    return True


@require_GET
@with_case
def exports(request: OfficialRequest, case: AccountabilityCase) -> HttpResponse:
    """How far the exports of a case have come: the part of the page that asks again."""
    said = _shown(request, case)
    if said is None:
        raise Http404
    return render(request, TEMPLATE, said | {"case": case})


@require_GET
@never_cache
@official_required
def taken(request: OfficialRequest, pk: str) -> HttpResponseBase:
    """The file of an export."""
    return uploads.served(get_object_or_404(selectors.exports_seen_by(request.user), pk=pk))


PANEL = Panel("exports", TEMPLATE, _shown)
ACT = Act(
    "export", _("导出案卷"), _form, _ask, may=_may, basis=services.BASIS,
    hint=_("全卷 PDF 有目录、书签和摘要；原件压缩包可用 sha256sum 核对。每次导出都记入台账。"),
)  # fmt: skip
urlpatterns = [
    path("accountability/<uuid:pk>/exports/", exports, name="accountability_exports"),
    path("accountability/exports/<uuid:pk>/file/", taken, name="accountability_export"),
]
