"""办件: the lists behind every figure, of one power and of the whole city."""

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.casework.enums import MatterState, StepKind
from mingjing.casework.models import Matter, MatterStep
from mingjing.casework.selectors import listing, progress
from mingjing.casework.selectors.listing import between, demanded
from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.models import PowerItem
from mingjing.core import exporting
from mingjing.core.exporting import Col
from mingjing.core.paging import page_of, query_of
from mingjing.people.models import Unit
from mingjing.privacy import mask

ANY = ("", _("全部"))
ORDER = ("-opened_at", "-id")
OPEN, FINISHED = "open", "finished"
OVERDUE, LATE, STEP_LATE, OFF_CHART, ADDED, SKIPPED = "overdue", "late", "step_late", "off_chart", "added", "skipped"
CONDITION, IN_TIME = "condition", "in_time"
COLUMNS = (
    Col(_("受理编号"), lambda matter: mask(matter.number), 30),
    Col(_("职权"), lambda matter: mask(matter.item.name), 40),
    Col(_("单位"), "item.unit.name", 30),
    Col(_("开始"), lambda matter: timezone.localdate(matter.opened_at) if matter.opened_at else ""),
    Col(_("办到哪里"), "get_state_display"),
    Col(_("办结"), lambda matter: timezone.localdate(matter.closed_at) if matter.closed_at else ""),
    Col(_("期限"), "due_on"),
    Col(_("超期"), "late"),
    Col(_("增加的环节"), lambda matter: mask("、".join(map(str, matter.added))), 30),
    Col(_("缺少的环节"), lambda matter: "、".join(map(str, matter.skipped)), 30),
)  # nobody's name: none is kept
START = "-"  # the place of what was added before anything was done


class MatterFilter(forms.Form):
    """What a figure counts is what its link asks for here."""

    DATES = ("opened_from", "opened_to", "closed_from", "closed_to")

    state = forms.ChoiceField(
        label=_("办到哪里"), required=False, choices=[ANY, (OPEN, _("正在办理")), (FINISHED, _("已办结"))]
    )
    kind = forms.ChoiceField(
        label=_("是否按图按时"),
        required=False,
        choices=[
            ANY,
            (OVERDUE, _("未办结，已超过期限")),
            (LATE, _("超期办结")),
            (STEP_LATE, _("有环节超时")),
            (OFF_CHART, _("偏离流程图")),
            (ADDED, _("增加了环节")),
            (SKIPPED, _("缺少环节")),
            (CONDITION, _("增加了条件或材料")),
            (IN_TIME, _("按期办结")),
        ],
    )
    opened_from = forms.DateField(
        label=_("开始，自"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    opened_to = forms.DateField(
        label=_("开始，至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closed_from = forms.DateField(
        label=_("办结，自"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    closed_to = forms.DateField(
        label=_("办结，至"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    step = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, max_value=100_000, widget=forms.HiddenInput)

    def dated(self) -> bool:
        """True if some day is asked for."""
        return any(self.data.get(name) for name in self.DATES)

    def of(self, rows: QuerySet[Matter]) -> QuerySet[Matter]:
        """The matters that fit what was asked for."""
        asked = self.cleaned_data
        rows = rows.filter(
            between("opened_at", asked["opened_from"], asked["opened_to"]),
            between("closed_at", asked["closed_from"], asked["closed_to"]),
        )
        if asked["version"]:
            rows = rows.filter(version__no=asked["version"])
        if asked["state"]:
            finished = Q(state=MatterState.FINISHED)
            rows = rows.filter(finished if asked["state"] == FINISHED else ~finished)
        return self._of_kind(rows, asked["kind"], asked["step"], asked["place"])

    def _of_kind(self, rows: QuerySet[Matter], kind: str, step: str, place: str) -> QuerySet[Matter]:
        if kind == CONDITION:
            return rows.filter(demanded(step))
        if kind and step:
            return rows.filter(Exists(_steps(kind, step, place)))
        return rows.filter(KINDS[kind]()) if kind else rows


class CityFilter(MatterFilter):
    """Over all powers; by unit too."""

    unit = forms.ModelChoiceField(
        Unit.objects.order_by("code"), label=_("单位"), required=False, to_field_name="code", empty_label=_("全部")
    )
    field_order = ("unit",)

    def of(self, rows: QuerySet[Matter]) -> QuerySet[Matter]:
        rows = super().of(rows)
        return rows.filter(unit=self.cleaned_data["unit"]) if self.cleaned_data["unit"] else rows


def _steps(kind: str, step: str, place: str) -> QuerySet[MatterStep]:
    """Moves of the outer matter: the step late, added or skipped, where a place is named there only."""
    rows = MatterStep.objects.filter(matter=OuterRef("pk"), name=step)
    if kind == STEP_LATE:
        return rows.filter(late=True)
    rows = rows.filter(kind=StepKind.SKIPPED if kind == SKIPPED else StepKind.ADDED)
    if not place:
        return rows
    if kind == SKIPPED:
        return rows.filter(node=place)
    before = MatterStep.objects.filter(
        matter=OuterRef("matter"), order__lt=OuterRef("order"), kind=StepKind.MATCHED
    ).order_by("-order")
    return rows.annotate(before=Coalesce(Subquery(before.values("node")[:1]), "kind")).filter(
        before=StepKind.ADDED if place == START else place
    )


KINDS = {
    OVERDUE: lambda: ~Q(state=MatterState.FINISHED) & Q(due_on__lt=timezone.localdate()),
    LATE: lambda: Q(state=MatterState.FINISHED, late=True),
    IN_TIME: lambda: listing.IN_TIME,
    STEP_LATE: lambda: Q(Exists(MatterStep.objects.filter(matter=OuterRef("pk"), late=True))),
    OFF_CHART: lambda: Q(cost__gt=0),
    ADDED: lambda: ~Q(added=[]),
    SKIPPED: lambda: ~Q(skipped=[]),
}


@require_GET
def power_matters(request: HttpRequest, number: str) -> HttpResponse:
    """The matters of one power, newest first."""
    item = get_object_or_404(catalogue.public(), number=number)
    return _page(request, MatterFilter(request.GET), progress.public().filter(item=item), item)


@require_GET
def matters_all(request: HttpRequest) -> HttpResponse:
    """The matters of all public powers, newest first."""
    return _page(request, CityFilter(request.GET), progress.public())


def _page(
    request: HttpRequest, form: MatterFilter, rows: QuerySet[Matter], item: PowerItem | None = None
) -> HttpResponse:
    valid = form.is_valid()
    if valid and item and exporting.wanted(request):
        return exporting.export(gettext("办件"), COLUMNS, form.of(rows).order_by(*ORDER))
    context = {
        "section": "powers" if item else "matters",
        "item": item,
        "form": form,
        "page": page_of(form.of(rows) if valid else rows.none(), request.GET, order=ORDER),
        "query": query_of(request.GET),
        "today": timezone.localdate(),
    }
    return render(request, "portal/matters.html", context, status=200 if valid else 422)
