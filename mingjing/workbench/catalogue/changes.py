"""职权变更事项: what changed, the powers it touches shown before it is saved, and the revisions it calls for."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.assignments.enums import AssignmentStatus
from mingjing.catalogue import access
from mingjing.catalogue.enums import ChangeKind, ChangeStatus
from mingjing.catalogue.models import ChangeEvent, Revision
from mingjing.catalogue.selectors import changes as selectors
from mingjing.catalogue.services import changes as services
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col, export
from mingjing.core.paging import page_of, query_of
from mingjing.ledger import selectors as ledger
from mingjing.regulations.models import Basis
from mingjing.regulations.selectors import current_calendar
from mingjing.rules.limits import Deadline
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import ANY, AnyUnit
from mingjing.workbench.regulations import DayInput

LISTED = 50  # powers shown before a change is saved; the sheet and the page of the change have them all
CODES = re.compile(r"[\s,，、;；]+")
LONGEST = 2000
ORDER = ("-changed_on", "-id")


class ChangeForm(forms.ModelForm):
    """A change that is not recorded yet."""

    codes = forms.CharField(
        label=_("受影响的职权编码"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("只在“其他变化”时填写，每行一个；不填则为所选机构或所选法律法规的全部职权。"),
    )

    class Meta:
        model = ChangeEvent
        fields = (
            "kind",
            "changed_on",
            "document",
            "basis",
            "successor",
            "unit",
            "organ_change",
            "successor_unit",
            "summary",
        )
        widgets = {"changed_on": DayInput(), "summary": forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST})}
        help_texts = {
            "document": _("修改决定、废止决定、机构改革方案等的名称和文号。"),
            "basis": _("法律法规修改、废止时选择；引用它的全部职权都要修订。"),
            "unit": _("机构变化时选择；它的全部职权都要修订。"),
        }

    def _get_validation_exclusions(self) -> set[str]:
        """What a kind of change needs is checked by the service, which says it in words; the constraints do not."""
        return {*super()._get_validation_exclusions(), "kind"}  # type: ignore[misc]

    def event(self) -> ChangeEvent:
        """The change as the form says it, without what does not belong to its kind."""
        event: ChangeEvent = self.instance
        law, organ = event.kind in selectors.LAWS, event.kind == ChangeKind.ORGAN_CHANGED
        if law:
            event.unit = event.successor_unit = None
        if organ:
            event.basis = event.successor = None
        if not organ:
            event.organ_change = ""
        event.named = [] if law or organ else [code for code in CODES.split(self.cleaned_data["codes"]) if code]
        return event


class RevisionFilter(forms.Form):
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *AssignmentStatus.choices])
    late = forms.BooleanField(label=_("只看逾期"), required=False)
    unit = AnyUnit()

    def of(self, rows: QuerySet[Revision], today: dt.date) -> QuerySet[Revision]:
        """The revisions that fit what was asked for."""
        said = self.cleaned_data
        if said["status"]:
            rows = rows.filter(assignment__status=said["status"])
        if said["unit"]:
            rows = rows.filter(item__unit=said["unit"])
        return selectors.late_revisions(rows, today=today) if said["late"] else rows


@require_GET
@official_required
def changes(request: OfficialRequest) -> HttpResponse:
    """Every change that the viewer may see, the latest first, and laws that changed without anybody recording it."""
    page = page_of(selectors.changes(request.user), request.GET, order=ORDER)
    may_record = access.may_record_change(request.user)
    context = {
        "section": "changes",
        "page": page,
        "query": query_of(request.GET),
        "may_record": may_record,
        "unrecorded": selectors.unrecorded() if may_record else [],
    }
    return render(request, "workbench/changes/list.html", context)


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest) -> HttpResponse:
    """Say what changed, look at the powers it touches, then save: nothing is given out unseen."""
    if not access.may_record_change(request.user):
        raise Http404
    today = timezone.localdate()
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=_asked(request))
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        event = form.event()
        if "save" in request.POST and _saved(request, form, event, today):
            return redirect("workbench:change", event.pk)
        if _whole(form, event, today):
            shown = _preview(event, today)
    context = {"section": "changes", "form": form, "limit": selectors.revision_limit(today), **shown}
    wrong = request.method == "POST" and bool(form.errors)
    return render(request, "workbench/changes/new.html", context, status=422 if wrong else 200)


def _asked(request: OfficialRequest) -> dict[str, Any]:
    """The form for a law whose entry says already that it changed."""
    name = request.GET.get("law", "")
    law = Basis.objects.filter(name=name).first() if name else None
    if law is None:
        return {}
    kind = ChangeKind.LAW_REPEALED if law.status == "repealed" else ChangeKind.LAW_AMENDED
    return {"kind": kind, "basis": law.pk, "successor": law.successor_id, "changed_on": law.changed_on}


def _saved(request: OfficialRequest, form: ChangeForm, event: ChangeEvent, today: dt.date) -> bool:
    seen = request.POST.get("seen", "")
    try:
        services.record(
            event, by=request.user, today=today, at=timezone.now(), seen=int(seen) if seen.isdecimal() else None
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, gettext("%(event)s 已登记。") % {"event": event})
    return True


def _whole(form: ChangeForm, event: ChangeEvent, today: dt.date) -> bool:
    """True if the change could be saved; else the form says what is missing, once."""
    try:
        services.check(event, today)
    except Refused as refusal:
        if str(refusal) not in form.non_field_errors():
            form.add_error(None, str(refusal))
        return False
    return True


def _preview(event: ChangeEvent, today: dt.date) -> dict[str, Any]:
    """The powers that a change touches, how many each unit has, and the last day; nothing is stored."""
    items = selectors.affected_by(event)
    deadline: Deadline = selectors.revision_limit(today).after(event.changed_on, current_calendar())
    return {
        "event": event,
        "seen": items.count(),
        "items": items.select_related("unit").order_by("number")[:LISTED],
        "units": selectors.per_unit(items)[:LISTED],
        "listed": LISTED,
        "deadline": deadline,
        "passed": deadline.on < today,
    }


@require_GET
@official_required
def change(request: OfficialRequest, pk: str) -> HttpResponse:
    """One change: what it says, how far its tasks are given, and each revision with its state."""
    return _page(request, _event(request, pk))


def _event(request: OfficialRequest, pk: str) -> ChangeEvent:
    return get_object_or_404(selectors.changes(request.user), pk=pk)


def _page(request: OfficialRequest, event: ChangeEvent, *, words: str = "", refused: str = "") -> HttpResponse:
    today = timezone.localdate()
    progress = {"event": event, "done": _done(event), "pending": _pending(event)}
    if request.headers.get("HX-Request"):
        return render(request, "workbench/changes/progress.html", progress)
    form = RevisionFilter(request.GET)
    rows = selectors.revisions(request.user, event)
    page = page_of(form.of(rows, today) if form.is_valid() else rows.none(), request.GET, order=("item__number",))
    context = progress | {
        "section": "changes",
        "deadline": selectors.deadline_of(event),
        "page": page,
        "rows": [(row, row.assignment, row.assignment.days_late(today)) for row in page],
        "settled": selectors.settled(event) if access.may_record_change(request.user) else {},
        "form": form,
        "query": query_of(request.GET),
        "may_withdraw": access.may_record_change(request.user) and event.status == ChangeStatus.RECORDED,
        "entries": ledger.of_case(event),
        "pack": settings.DEFAULT_PACK,
        "words": words,
        "refused": refused,
        "longest": LONGEST,
    }
    return render(request, "workbench/changes/change.html", context, status=422 if refused else 200)


def _pending(event: ChangeEvent) -> bool:
    return event.spread_at is None and event.status == ChangeStatus.RECORDED


def _done(event: ChangeEvent) -> int:
    """How much of the tasks is given, of 100."""
    if not _pending(event) or not event.affected:
        return 100
    return min(99, 100 * event.revisions.count() // event.affected)


@require_GET
@official_required
def change_xlsx(request: OfficialRequest, pk: str) -> HttpResponseBase:
    """The revisions that the filter finds, as a sheet."""
    event, today, form = _event(request, pk), timezone.localdate(), RevisionFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(gettext("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    found = form.of(selectors.revisions(request.user, event), today).order_by("item__number")
    return export(gettext("修订任务"), _columns(today), found)


def _columns(today: dt.date) -> tuple[Col, ...]:
    return (
        Col(_("任务编号"), "assignment.number"),
        Col(_("职权编码"), "item.number"),
        Col(_("职权"), "item.name", 40),
        Col(_("单位"), "item.unit.name"),
        Col(_("下达时的版次"), "version.no"),
        Col(_("最后一日"), "assignment.due_on"),
        Col(_("状态"), lambda row: row.assignment.get_status_display()),
        Col(_("逾期天数"), lambda row: row.assignment.days_late(today) or ""),
        Col(_("单位的报告"), "assignment.report", 40),
    )


@require_POST
@official_required
def withdraw(request: OfficialRequest, pk: str) -> HttpResponse:
    """Take a change back that was recorded by mistake."""
    event, words = _event(request, pk), request.POST.get("words", "")[:LONGEST]
    try:
        taken = services.withdraw(event, reason=words, by=request.user, today=timezone.localdate(), at=timezone.now())
    except Refused as refusal:
        return _page(request, _event(request, pk), words=words, refused=str(refusal))
    told = gettext("%(event)s 已撤销，撤回 %(n)s 项任务。") % {"event": event, "n": taken}
    messages.success(request, told)
    return redirect("workbench:change", event.pk)


@require_POST
@official_required
def again(request: OfficialRequest, pk: str) -> HttpResponse:
    """Queue the giving of tasks once more, where a worker died over it."""
    event = _event(request, pk)
    if not access.may_record_change(request.user):
        raise Http404
    if _pending(event):
        services.ask_again(event)
        messages.success(request, gettext("已重新排队下达任务。"))
    return redirect("workbench:change", event.pk)


@require_POST
@official_required
def begin(request: OfficialRequest, pk: str) -> HttpResponse:
    """Start the draft that a revision asks for, and open it."""
    rows = access.revisions_visible_to(request.user).select_related("event__basis", "event__unit", "assignment", "item")
    revision = get_object_or_404(rows, pk=pk)
    try:
        draft = services.revise(revision, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(revision.assignment)
    messages.success(request, gettext("草稿已按现行版本填好，请对照变化修改后提交。"))
    return redirect("workbench:version", revision.item.number, draft.no)


urlpatterns = [
    path("changes/", changes, name="changes"),
    path("changes/new/", new, name="change_new"),
    path("changes/<uuid:pk>/", change, name="change"),
    path("changes/<uuid:pk>/export.xlsx", change_xlsx, name="change_xlsx"),
    path("changes/<uuid:pk>/withdraw/", withdraw, name="change_withdraw"),
    path("changes/<uuid:pk>/again/", again, name="change_again"),
    path("revisions/<uuid:pk>/begin/", begin, name="revision_begin"),
]
