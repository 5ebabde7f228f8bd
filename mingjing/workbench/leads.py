"""线索: the list with its filters and xlsx, counts by ground, registering one, and closing it."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.core import documents, uploads
from mingjing.core.errors import Refused
from mingjing.core.exporting import Col, export
from mingjing.core.paging import page_of, query_of
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official, Unit
from mingjing.supervision import access, letters
from mingjing.supervision.enums import LeadSource, LeadStatus
from mingjing.supervision.models import Lead, LeadFile
from mingjing.supervision.selectors import leads as selectors
from mingjing.supervision.services import leads as services
from mingjing.supervision.services.leads import Lacking, Said
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.attachments import FilesField
from mingjing.workbench.choices import ANY, CHOOSE, AnyUnit
from mingjing.workbench.regulations import DayInput
from mingjing.workbench.sources import prefilled

LONGEST = 4000
ORDER = ("-registered_on", "-id")
COLUMNS = (
    Col(_("编号"), "number"),
    Col(_("单位"), "unit.name"),
    Col(_("情形"), "ground"),
    Col(_("情形名称"), lambda lead: ground.name if (ground := selectors.ground_of(lead)) else "", 40),
    Col(_("急办"), lambda lead: "是" if lead.urgent else ""),
    Col(_("事实"), "facts", 60),
    Col(_("发生日期"), "happened_on"),
    Col(_("不良影响或严重后果"), "effect", 40),
    Col(_("证据"), "evidence", 40),
    Col(_("要求公开的规定"), "citation", 40),
    Col(_("来源"), lambda lead: lead.get_source_display()),
    Col(_("来源说明"), "source_note"),
    Col(_("登记人"), "registered_by.name"),
    Col(_("登记日期"), "registered_on"),
    Col(_("状态"), lambda lead: lead.get_status_display()),
    Col(_("了结日期"), "closed_on"),
    Col(_("了结理由"), "closed_for", 40),
)
TALLIED = (
    Col(_("条"), lambda one: f"{one.group.article} {one.group.name}", 30),
    Col(_("情形"), "ground.id"),
    Col(_("情形名称"), "ground.name", 40),
    Col(_("已登记"), "registered"),
    Col(_("已了结"), "closed"),
    Col(_("合计"), "total"),
)


def _choices(day: dt.date) -> list[Any]:
    """The grounds under their articles."""
    return [
        (
            f"{heading.group.article} {heading.group.name}（{heading.group.id}）",
            [(ground.id, f"{ground.id} {ground.name}") for ground in heading.grounds],
        )
        for heading in selectors.headings(day)
    ]


class LeadFilter(forms.Form):
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *LeadStatus.choices])
    ground = forms.ChoiceField(label=_("情形"), required=False)
    source = forms.ChoiceField(label=_("来源"), required=False, choices=[ANY, *LeadSource.choices])
    unit = AnyUnit()
    since = forms.DateField(label=_("登记自"), required=False, widget=DayInput())
    until = forms.DateField(label=_("至"), required=False, widget=DayInput())

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [ANY, *_choices(day)]  # type: ignore[attr-defined]

    def of(self, rows: QuerySet[Lead]) -> QuerySet[Lead]:
        """The leads that fit what was asked for."""
        said = self.cleaned_data
        asked = {
            "status": said["status"],
            "ground": said["ground"],
            "source": said["source"],
            "unit": said["unit"],
            "registered_on__gte": said["since"],
            "registered_on__lte": said["until"],
        }
        return rows.filter(**{name: value for name, value in asked.items() if value})


def _area(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class LeadForm(forms.Form):
    """What a lead says. Which of it a ground needs is in the pack, and asked for when it is registered."""

    unit = forms.ModelChoiceField(Unit.objects.all(), label=_("单位"))
    ground = forms.ChoiceField(label=_("情形"), help_text=_("按条文分组，条文在本页下方。"))
    facts = _area(_("事实"), _("何时、何地、谁、做了或没有做什么。"), 5)
    happened_on = forms.DateField(label=_("发生日期"), required=False, widget=DayInput())
    effect = _area(_("不良影响或严重后果"), _("不作为、乱作为等情形必须写明。"))
    evidence = _area(_("证据"), _("写明证据，或在下面上传证据材料。"))
    attached = FilesField(label=_("证据材料"))
    citation = forms.CharField(
        label=_("要求公开的规定"),
        required=False,
        max_length=300,
        help_text=_("选“其他应公开的内容没有公开”时必须写明哪个文件、哪一条要求公开。"),
    )
    external_case = forms.CharField(label=_("案件编号"), required=False, max_length=100)
    responsibility_gap = _area(_("责权不明、公开不力之处"), _("第九条第五项必须写明案件编号和这一项。"))
    source = forms.ChoiceField(choices=LeadSource.choices, widget=forms.HiddenInput(), required=False)
    source_id = forms.UUIDField(widget=forms.HiddenInput(), required=False)
    source_note = forms.CharField(label=_("来源说明"), required=False, max_length=200)

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [CHOOSE, *_choices(day)]  # type: ignore[attr-defined]


def _see(viewer: Official) -> None:
    if not access.may_see_leads(viewer):
        raise Http404


@require_GET
@official_required
def leads(request: OfficialRequest) -> HttpResponse:
    """Every lead, the newest first."""
    _see(request.user)
    form = LeadFilter(request.GET, day=timezone.localdate())
    valid, rows = form.is_valid(), selectors.leads(request.user)
    page = page_of(form.of(rows) if valid else rows.none(), request.GET, order=ORDER)
    context = {
        "section": "leads",
        "page": page,
        "rows": [(lead, selectors.ground_of(lead)) for lead in page],
        "form": form,
        "query": query_of(request.GET),
        "may_register": access.may_register(request.user),
    }
    return render(request, "workbench/leads/list.html", context, status=200 if valid else 422)


@require_GET
@official_required
def leads_xlsx(request: OfficialRequest) -> HttpResponseBase:
    """What the filter finds, as a sheet."""
    _see(request.user)
    form = LeadFilter(request.GET, day=timezone.localdate())
    if not form.is_valid():
        return HttpResponse(gettext("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    return export(gettext("线索"), COLUMNS, form.of(selectors.leads(request.user)).order_by(*ORDER))


@require_GET
@official_required
def statistics(request: OfficialRequest) -> HttpResponseBase:
    """Leads by ground, each ground for itself, those without any among them (ACC-7-3b)."""
    _see(request.user)
    today = timezone.localdate()
    tallies = selectors.tallies(selectors.leads(request.user), day=today)
    if request.GET.get("as") == "xlsx":
        return export(gettext("线索统计"), TALLIED, tallies)
    context = {
        "section": "leads",
        "tallies": tallies,
        "total": sum(one.total for one in tallies),
        "open": sum(one.registered for one in tallies),
    }
    return render(request, "workbench/leads/statistics.html", context)


@require_http_methods(["GET", "POST"])
@official_required
def new(request: OfficialRequest) -> HttpResponse:
    """Register a lead. Where it comes from a signal, a gap or a task, the form is filled in; a person sends it."""
    if not access.may_register(request.user):
        raise Http404
    today = timezone.localdate()
    if request.method == "POST":
        form = LeadForm(request.POST, request.FILES, day=today)
        lead = _register(request, form, today) if form.is_valid() else None
        if lead:
            messages.success(request, gettext("%(lead)s 已登记。") % {"lead": lead})
            return redirect("workbench:lead", lead.pk)
    else:
        form = LeadForm(initial=prefilled(request.user, request.GET, today), day=today)
    context = {"section": "leads", "form": form, "headings": selectors.headings(today), "needs": selectors.NEEDS}
    return render(request, "workbench/leads/new.html", context, status=422 if form.is_bound else 200)


def _register(request: OfficialRequest, form: LeadForm, today: dt.date) -> Lead | None:
    """The lead; None where it was refused, and the form says why at the field."""
    said, field = dict(form.cleaned_data), form.fields["attached"]
    files = said.pop("attached")
    said["source"] = said["source"] or LeadSource.PERSON
    try:
        kept = field.keep(files) if isinstance(field, FilesField) else []
        return services.register(Said(**said), by=request.user, today=today, at=timezone.now(), files=kept)
    except Lacking as lacking:
        for name, told in lacking.columns.items():
            form.add_error(name, told)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


@require_GET
@official_required
def lead(request: OfficialRequest, pk: str) -> HttpResponse:
    """One lead: its ground with the article's text, the facts, what proves them, and its file."""
    return _page(request, get_object_or_404(selectors.leads(request.user), pk=pk))


def _page(request: OfficialRequest, row: Lead, *, words: str = "", refused: str = "") -> HttpResponse:
    day = row.happened_on or row.registered_on
    headings = {heading.group.id: heading for heading in selectors.headings(day)}
    context = {
        "section": "leads",
        "lead": row,
        "ground": selectors.ground_of(row),
        "heading": headings.get(row.group),
        "files": row.files.select_related("kept_by"),
        "may_close": access.may_close(request.user) and row.status == LeadStatus.REGISTERED,
        "entries": ledger.of_case(row),
        "pack": row.pack,
        "words": words,
        "refused": refused,
        "longest": LONGEST,
    }
    return render(request, "workbench/leads/lead.html", context, status=422 if refused else 200)


@require_GET
@official_required
def document(request: OfficialRequest, pk: str, kind: str) -> HttpResponse:
    """The lead on paper."""
    row = get_object_or_404(selectors.leads(request.user), pk=pk)
    headings = {heading.group.id: heading for heading in selectors.headings(row.happened_on or row.registered_on)}
    heading = headings.get(row.group)
    made = letters.form(
        row,
        ground=selectors.ground_of(row),
        article=heading.text if heading else "",
        files=[file.name for file in row.files.all()],
        entries=list(ledger.of_case(row)),
    )
    return documents.answer(made, kind, f"lead-{row.registered_on:%Y}-{row.number[-5:]}")


@require_POST
@official_required
def close(request: OfficialRequest, pk: str) -> HttpResponse:
    """Close a lead; a refusal says why and keeps what was typed."""
    row = get_object_or_404(selectors.leads(request.user), pk=pk)
    words = request.POST.get("words", "")[:LONGEST]
    try:
        services.close(row, reason=words, by=request.user, today=timezone.localdate(), at=timezone.now())
    except Refused as refusal:
        row = selectors.leads(request.user).get(pk=row.pk)
        return _page(request, row, words=words, refused=str(refusal))
    messages.success(request, gettext("%(lead)s 已了结。") % {"lead": row})
    return redirect("workbench:lead", row.pk)


@require_GET
@official_required
def file(request: OfficialRequest, pk: str, file: str) -> FileResponse:
    """A piece of evidence."""
    row = get_object_or_404(access.leads_visible_to(request.user), pk=pk)
    return uploads.served(get_object_or_404(LeadFile, lead=row, pk=file))


urlpatterns = [
    path("leads/", leads, name="leads"),
    path("leads/export.xlsx", leads_xlsx, name="leads_xlsx"),
    path("leads/statistics/", statistics, name="lead_statistics"),
    path("leads/new/", new, name="lead_new"),
    path("leads/<uuid:pk>/", lead, name="lead"),
    path("leads/<uuid:pk>/form.<str:kind>", document, name="lead_document"),
    path("leads/<uuid:pk>/close/", close, name="lead_close"),
    path("leads/<uuid:pk>/files/<uuid:file>/", file, name="lead_file"),
]
