"""异议: the list of the office with its last days, what a case's page shows of them, and recording one (GAP-07)."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.accountability import access
from mingjing.accountability.enums import CaseStatus, ObjectionStatus
from mingjing.accountability.models import AccountabilityCase, HearingFile, Objection
from mingjing.accountability.selectors import objections as selectors
from mingjing.accountability.services import objecting
from mingjing.accountability.workflow import DECIDED, ENDED
from mingjing.core import uploads
from mingjing.core.exporting import Col, export, wanted
from mingjing.core.paging import page_of, query_of
from mingjing.people.enums import OFFICE, Role
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.accountability.gate import with_case
from mingjing.workbench.accountability.kinds import Act, Panel
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.choices import ANY, AnyUnit
from mingjing.workbench.fields import PickOne, words
from mingjing.workbench.regulations import DayInput

ORDER = ("-filed_on", "-id")
AFTER = DECIDED | {CaseStatus.REVOKED, CaseStatus.DIVIDED, CaseStatus.DRAFTED, CaseStatus.CHECKED}
COLUMNS = (
    Col(_("编号"), "number"),
    Col(_("案件"), "case.number"),
    Col(_("单位"), "case.unit.name"),
    Col(_("提出人"), lambda row: str(row.subject)),
    Col(_("收到书面通知"), "received_on"),
    Col(_("可以提出的最后一日"), "due_on"),
    Col(_("提出日期"), "filed_on"),
    Col(_("逾期提出"), "late"),
    Col(_("答复的最后一日"), "answer_by"),
    Col(_("办理人"), "handler.name"),
    Col(_("状态"), lambda row: row.get_status_display()),
    Col(_("决定人"), "decided_by.name"),
    Col(_("决定日期"), "decided_on"),
    Col(_("答复书"), "reply.number", 30),
)


class ObjectionFilter(forms.Form):
    """Which objections to show."""

    status = forms.ChoiceField(label=_("状态"), choices=[ANY, *ObjectionStatus.choices], required=False)
    unit = AnyUnit()

    def of(self, rows: QuerySet[Objection]) -> QuerySet[Objection]:
        """The objections that fit what was asked for."""
        asked = {"status": self.cleaned_data["status"], "case__unit": self.cleaned_data["unit"]}
        return rows.filter(**{name: value for name, value in asked.items() if value})


class RecordForm(forms.Form):
    """An objection on paper."""

    came_on = forms.DateField(label=_("收到日期"), widget=DayInput())
    text = words(_("异议"), _("摘录原文：对哪一点有异议，理由是什么。"), rows=6)
    attached = FilesField(label=_("异议书和材料"))

    def __init__(self, *args: Any, case: AccountabilityCase, **said: Any) -> None:
        super().__init__(*args, **said)
        subjects = case.subjects.filter(removed_on=None).select_related("unit")
        self.fields["subject"] = PickOne(subjects, label=_("提出人"))
        self.order_fields(["subject"])


@require_GET
@official_required
def listed(request: OfficialRequest) -> HttpResponse:
    """Every objection that this person may see, the newest first; with `export=xlsx` as a sheet."""
    if not request.user.holds(*OFFICE):
        raise Http404
    form = ObjectionFilter(request.GET)
    valid, rows = form.is_valid(), selectors.objections(request.user)
    rows = form.of(rows) if valid else rows.none()
    if valid and wanted(request):
        return export(gettext("异议"), COLUMNS, rows.order_by(*ORDER))
    page, today = page_of(rows, request.GET, order=ORDER), timezone.localdate()
    context = {
        "section": "objections",
        "page": page,
        "rows": [
            (row, row.status not in ENDED and row.answer_by is not None and row.answer_by < today) for row in page
        ],
        "form": form,
        "query": query_of(request.GET),
    }
    return render(request, "workbench/accountability/objections.html", context, status=200 if valid else 422)


@require_GET
@with_case
def hearing_file(request: OfficialRequest, case: AccountabilityCase, file: str) -> FileResponse:
    """A file that came with a statement."""
    return uploads.served(get_object_or_404(HearingFile, hearing__subject__case=case, pk=file))


def _shown(request: OfficialRequest, case: AccountabilityCase) -> dict[str, Any] | None:
    if case.status not in AFTER or not request.user.holds(*OFFICE):
        return None
    rows = list(selectors.of_case(case))
    return {"objections": rows} if rows else None


def _form(
    request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
) -> forms.Form:
    return RecordForm(data, files, case=case, **said)


def _may(viewer: Official, case: AccountabilityCase) -> bool:
    return case.status in DECIDED and viewer.holds(Role.LGO_CLERK)


def _record(request: OfficialRequest, case: AccountabilityCase, said: dict[str, Any]) -> str:
    access.check_may_see(request.user, case)  # before anything is kept
    row = objecting.file(
        said["subject"], text=said["text"], came_on=said["came_on"], files=FilesField().keep(said["attached"]),
        by=request.user, today=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip
    return gettext("%(row)s 已登记。") % {"row": row}


PANEL = Panel("objections", "workbench/accountability/panels/objections.html", _shown)
RECORD = Act(
    "objection", _("登记书面异议"), _form, _record, may=_may, basis="GAP-07",
    hint=_("逾期提出的也登记，由没有参与过本案的负责人或者领导小组成员决定是否受理。"), lazy=True,
)  # fmt: skip

urlpatterns = [
    path("accountability/objections/", listed, name="accountability_objections"),
    path(
        "accountability/<uuid:pk>/hearing/files/<uuid:file>/", hearing_file, name="accountability_hearing_file"
    ),
]  # fmt: skip
