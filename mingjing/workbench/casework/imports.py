"""导入办件: the deliveries, a new file, and how far its reading has come."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.casework import access, noticing
from mingjing.casework.enums import BatchStatus, Source
from mingjing.casework.models import Batch, Event, JudgingRun, Matter
from mingjing.casework.selectors import runs as selectors
from mingjing.casework.services import importing, runs
from mingjing.casework.services.importing import UNDER_WAY, Reading
from mingjing.core import exporting
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.people.enums import Role
from mingjing.workbench import exports
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.casework.choosing import PowerField
from mingjing.workbench.choices import ANY
from mingjing.workbench.replies import done

READING = ("case", "activity", "time", "finished", "strict", "lenient")


class BatchFilter(forms.Form):
    status = forms.ChoiceField(label=_("状态"), required=False, choices=[ANY, *BatchStatus.choices])
    source = forms.ChoiceField(label=_("来源"), required=False, choices=[ANY, *Source.choices])
    power = forms.CharField(label=_("职权编码"), required=False, max_length=64)


class ImportForm(forms.Form):
    power = PowerField(label=_("职权"))
    file = forms.FileField(label=_("办件文件"), help_text=_("CSV、XES 或 XES.gz，不超过 300 MB；每行一个环节"))
    case = forms.CharField(
        label=_("办件编号在哪一列"), required=False, max_length=100, help_text=_("只用于 CSV；不填则按常用列名识别")
    )
    activity = forms.CharField(label=_("环节在哪一列"), required=False, max_length=100)
    time = forms.CharField(
        label=_("时间在哪一列"),
        required=False,
        max_length=100,
        help_text=_("不带时区的按北京时间；没有时间列就不判时限"),
    )
    finished = forms.BooleanField(
        label=_("文件中的办件都已办结"), required=False, help_text=_("每件以最后一个环节为办结；缺少的环节会判定出来")
    )
    strict = forms.BooleanField(
        label=_("有对不上流程图的活动就不采纳"), required=False, help_text=_("先作活动对照再导入，免得误判为增加环节")
    )
    lenient = forms.BooleanField(
        label=_("时间不合理的，按没有时间采纳"),
        required=False,
        help_text=_("如 1970 年、9999 年；不选则整批不采纳，逐行说明"),
    )
    not_secret = forms.BooleanField(label=_("我确认文件不涉及国家秘密"))

    def reading(self) -> Reading:
        """How the file is to be read."""
        said = self.cleaned_data
        return Reading(**{name: said[name] for name in READING})


@require_GET
@official_required
def imports(request: OfficialRequest) -> HttpResponse:
    """Every delivery that the viewer may see, the newest first."""
    form = BatchFilter(request.GET)
    rows = access.batches_visible_to(request.user).select_related("item", "unit", "by", "token")
    valid = form.is_valid()
    if valid:
        asked = {"status": "status", "source": "source", "item__number": "power"}
        rows = rows.filter(**{name: form.cleaned_data[key] for name, key in asked.items() if form.cleaned_data[key]})
    if valid and exporting.wanted(request):
        return exporting.export(gettext("导入办件"), exports.BATCHES, rows.order_by("-received_at", "-id"))
    page = page_of(rows if valid else rows.none(), request.GET, order=("-received_at", "-id"))
    context = {
        "section": "matters",
        "page": page,
        "form": form,
        "query": query_of(request.GET),
        "may_deliver": request.user.holds(Role.UNIT_CLERK),
        "may_keep_tokens": access.may_keep_tokens(request.user),
    }
    return render(request, "workbench/casework/imports.html", context, status=200 if valid else 422)


@require_http_methods(["GET", "POST"])
@official_required
def import_new(request: OfficialRequest) -> HttpResponse:
    """Choose a power and a file; the reading goes on in the background."""
    if not request.user.holds(Role.UNIT_CLERK):
        raise Http404
    powers = access.powers_delivered_by(request.user)
    started = {"strict": True, "power": request.GET.get("power", "")}
    form = ImportForm(request.POST or None, request.FILES or None, initial=started)
    form.fields["power"].queryset = powers  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = importing.receive(
                form.cleaned_data["power"], file.name, file.chunks(), reading=form.reading(), by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("workbench:import", batch.pk)
    context = {"section": "matters", "form": form, "powers": powers.exists()}
    return render(request, "workbench/casework/import_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@official_required
def import_one(request: OfficialRequest, pk: str) -> HttpResponse:
    """One delivery: how far it is, what was taken, and row by row why it was not."""
    rows = access.batches_visible_to(request.user).select_related("item", "unit", "by", "token")
    batch = get_object_or_404(rows, pk=pk)
    may_deliver = access.may_deliver(request.user, batch.unit)
    if request.method == "POST":
        if not may_deliver:
            raise Http404
        done(request, lambda: importing.retry(batch, by=request.user), gettext("已重新排队。"))
        return redirect("workbench:import", pk)
    context = {
        "section": "matters",
        "batch": batch,
        "under_way": batch.status in UNDER_WAY,
        "may_deliver": may_deliver,
        "may_tell_old": access.may_tell_old(request.user),
        "unmapped": batch.options.get("unmapped", ())[:20],
        "warnings": noticing.said(batch.options.get("warnings", [])),
        "runs": selectors.runs_of(batch),
        "matters": _matters(batch),
    }
    name = "import_progress" if request.headers.get("HX-Request") else "import"
    return render(request, f"workbench/casework/{name}.html", context)


@require_POST
@official_required
def import_tell_old(request: OfficialRequest, pk: str) -> HttpResponse:
    """Have the facts of long ago that a delivery brought told one by one after all."""
    seen = access.batches_visible_to(request.user)
    run = get_object_or_404(JudgingRun.objects.select_related("item", "batch"), pk=pk, batch__in=seen)
    if not access.may_tell_old(request.user):
        raise Http404
    done(
        request, lambda: runs.tell_old(run, by=request.user, at=timezone.now()), gettext("已排队补发，可以离开这一页。")
    )
    return redirect("workbench:import", run.batch_id)


def _matters(batch: Batch) -> list[Matter]:
    """Some of the matters that a delivery changed."""
    if batch.status != BatchStatus.DONE or not batch.taken:
        return []
    some = Event.objects.filter(batch=batch).order_by().values_list("matter_id", flat=True)[:50]
    return list(Matter.objects.filter(pk__in=set(some)).select_related("item").order_by("pk")[:10])


urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/new/", import_new, name="import_new"),
    path("imports/<uuid:pk>/", import_one, name="import"),
    path("imports/old/<uuid:pk>/", import_tell_old, name="import_tell_old"),
]
