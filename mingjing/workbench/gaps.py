"""公开缺项: the list with its filters and its xlsx, one gap, and what the office does with it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Max, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.assignments import access as assignments
from mingjing.assignments.selectors import about
from mingjing.catalogue.models import PowerItem
from mingjing.core import sheets
from mingjing.core.errors import Refused
from mingjing.core.exporting import download
from mingjing.core.paging import page_of, query_of
from mingjing.core.sheets import Column
from mingjing.ledger import selectors as ledger
from mingjing.people.models import Official, Unit
from mingjing.regulations import selectors as regulations
from mingjing.supervision import access
from mingjing.supervision.models import Gap
from mingjing.supervision.selectors import gaps as selectors
from mingjing.supervision.services import gaps as services
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.choices import ANY, AnyUnit

STATES = [
    ("open", _("未消除")),
    ("set_aside", _("不列为缺项")),
    ("closed", _("已消除")),
    ("all", _("全部")),
]
ASSIGNED = [("yes", _("已交办")), ("no", _("未交办"))]
ORDER = ("since_on", "id")
LONGEST = 300
COLUMNS = (
    Column("单位", "unit__name"),
    Column("职权编码", "item__number"),
    Column("事项", "subject"),
    Column("缺什么", "what"),
    Column("编号", "article"),
    Column("起始日期", "since_on"),
    Column("发现日期", "opened_on"),
    Column("消除日期", "closed_on"),
    Column("天数", "days"),
    Column("状态", "state"),
    Column("交办", "asked"),
)


class GapFilter(forms.Form):
    article = forms.ChoiceField(label=_("编号"), required=False)
    unit = AnyUnit()
    state = forms.ChoiceField(label=_("状态"), required=False, choices=STATES)
    assigned = forms.ChoiceField(label=_("交办"), required=False, choices=[ANY, *ASSIGNED])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"].choices = [ANY, *((key, key) for key in selectors.ARTICLES)]  # type: ignore[attr-defined]

    def of(self, rows: QuerySet[Gap]) -> QuerySet[Gap]:
        """The gaps that fit what was asked for; the standing ones if nothing was said of their state."""
        said = self.cleaned_data
        rows = rows.filter(selectors.STATES[said["state"] or "open"])
        asked = {"article": said["article"], "unit": said["unit"]}
        rows = rows.filter(**{name: value for name, value in asked.items() if value})
        wanted: dict[str, Any] = {"assigned": said["assigned"] == "yes"} if said["assigned"] else {}
        return rows.filter(**wanted)


class MarkForm(forms.Form):
    """A gap that no table shows, noted by the office."""

    unit = forms.ModelChoiceField(Unit.objects.filter(active_to=None), label=_("单位"), to_field_name="code")
    article = forms.ChoiceField(label=_("编号"))
    number = forms.CharField(label=_("职权编码"), required=False, max_length=64, help_text=_("与某项职权有关的填写"))
    what = forms.CharField(label=_("缺什么"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"].choices = [(key, key) for key in selectors.ARTICLES]  # type: ignore[attr-defined]

    def clean_number(self) -> PowerItem | None:
        """The power of this code; None for none."""
        number = self.cleaned_data["number"].strip()
        if not number:
            return None
        item = PowerItem.objects.filter(number=number).first()
        if item is None:
            raise forms.ValidationError(gettext("没有编码为“%(number)s”的职权，请核对。") % {"number": number})
        return item


@require_GET
@official_required
def gaps(request: OfficialRequest) -> HttpResponse:
    """Every gap the viewer may see, the oldest first."""
    today, form = timezone.localdate(), GapFilter(request.GET)
    valid, rows = form.is_valid(), selectors.listed(request.user)
    found = form.of(rows) if valid else rows.none()
    page = page_of(found, request.GET, order=ORDER)
    context = {
        "section": "gaps",
        "page": page,
        "rows": [(gap, gap.days(today), state_of(gap)) for gap in page],
        "counts": selectors.by_article(found),
        "form": form,
        "query": query_of(request.GET),
        "swept": _rows(request.user).aggregate(on=Max("opened_on"))["on"],
        "may_judge": access.may_judge(request.user),
        "may_assign": assignments.may_assign(request.user),
        "pack": pack_of(today),
    }
    return render(request, "workbench/gaps/list.html", context, status=200 if valid else 422)


def _rows(viewer: Official) -> QuerySet[Gap]:
    return access.gaps_visible_to(viewer)


def pack_of(today: dt.date) -> str:
    """The regulation in force, whose articles the ids lead to; the standard one where there is none."""
    regulation = regulations.in_force(today)
    return regulation.number if regulation else settings.DEFAULT_PACK


def state_of(gap: Gap) -> tuple[str, Any]:
    """The chip of a gap and its words."""
    if gap.closed_on:
        return "kept", _("已消除")
    if gap.set_aside_by_id:
        return "plain", _("不列为缺项")
    return "late", _("未消除")


@require_GET
@official_required
def gaps_xlsx(request: OfficialRequest) -> HttpResponse:
    """What the filter finds, as a sheet."""
    today, form = timezone.localdate(), GapFilter(request.GET)
    if not form.is_valid():
        return HttpResponse(gettext("筛选条件不对，请返回列表改正后再导出。"), status=422, content_type="text/plain")
    found = form.of(selectors.listed(request.user)).order_by(*ORDER)
    return download(f"公开缺项-{today}", sheets.written("公开缺项", COLUMNS, _cells(found, today)))


def _cells(rows: QuerySet[Gap], today: dt.date) -> Iterator[dict[str, Any]]:
    for gap in rows.iterator(chunk_size=2000):
        said = next(iter(sheets.each([gap], COLUMNS)))
        asked = "是" if gap.assigned else ""  # type: ignore[attr-defined]
        yield said | {"days": gap.days(today), "state": state_of(gap)[1], "asked": asked}


@require_GET
@official_required
def gap(request: OfficialRequest, pk: str) -> HttpResponse:
    """One gap: what is lacking since when, who was asked to mend it, and its file."""
    return _page(request, _gap(request, pk))


def _gap(request: OfficialRequest, pk: str) -> Gap:
    related = ("unit", "item", "marked_by", "set_aside_by")
    return get_object_or_404(_rows(request.user).select_related(*related), pk=pk)


def _page(request: OfficialRequest, row: Gap, *, tried: str = "", said: str = "", refused: str = "") -> HttpResponse:
    today = timezone.localdate()
    standing = row.closed_on is None and row.set_aside_by_id is None
    judges = access.may_judge(request.user)
    context = {
        "section": "gaps",
        "gap": row,
        "days": row.days(today),
        "state": state_of(row),
        "mend": mending(row),
        "asked": about(selectors.ABOUT, [row.pk]).select_related("unit"),
        "limit": selectors.limit_of(row.article, selectors.limits_on(today)),
        "may_assign": standing and assignments.may_assign(request.user),
        "acts": [key for key in ACTS if judges and _offered(key, row)],
        "may_lead": access.may_register(request.user),
        "entries": ledger.of_case(row),
        "tried": tried,
        "said": said,
        "refused": refused,
        "pack": pack_of(today),
    }
    return render(request, "workbench/gaps/gap.html", context, status=422 if refused else 200)


def mending(row: Gap) -> str:
    """Where the unit mends the gap: the power, or the unit's card."""
    if row.item:
        return reverse("workbench:power", args=[row.item.number])
    if row.article in ("ACC-5-2a", "ACC-6-2"):
        return f"{reverse('workbench:powers')}?unit={row.unit.code}"
    return reverse("workbench:unit", args=[row.unit.code])


ACTS = ("aside", "again", "mended")


def _offered(key: str, row: Gap) -> bool:
    if row.closed_on:
        return False
    return {"aside": not row.set_aside_by_id, "again": bool(row.set_aside_by_id), "mended": bool(row.marked_by_id)}[key]


@require_POST
@official_required
def assign(request: OfficialRequest, pk: str) -> HttpResponse:
    """Give the unit the gap to mend: one click, the last day comes from the limit."""
    row = _gap(request, pk)
    if not assignments.may_assign(request.user):
        raise Http404
    try:
        task = services.assign(row, url=mending(row), by=request.user, today=timezone.localdate(), at=timezone.now())
    except Refused as refusal:
        return _page(request, _gap(request, pk), refused=str(refusal))
    told = {"unit": row.unit, "due": task.due_on, "number": task.number}
    messages.success(request, gettext("%(number)s 已交办%(unit)s，最后一日 %(due)s；缺项消除时自动办结。") % told)
    back = request.POST.get("back", "")
    return redirect(f"{reverse('workbench:gaps')}?{back}" if back else reverse("workbench:gap", args=[row.pk]))


@require_POST
@official_required
def judge(request: OfficialRequest, pk: str, key: str) -> HttpResponse:
    """Set a gap aside, list it again, or end one that was noted by hand; a refusal keeps what was typed."""
    row = _gap(request, pk)
    if key not in ACTS or not access.may_judge(request.user):
        raise Http404
    said = request.POST.get("reason", "")[:LONGEST]
    day = {} if key == "again" else {"today": timezone.localdate()}
    do: Any = {"aside": services.set_aside, "again": services.list_again, "mended": services.close_mark}[key]
    try:
        do(row, reason=said, by=request.user, at=timezone.now(), **day)
    except Refused as refusal:
        return _page(request, _gap(request, pk), tried=key, said=said, refused=str(refusal))
    messages.success(request, gettext("已记录。"))
    return redirect("workbench:gap", row.pk)


@require_http_methods(["GET", "POST"])
@official_required
def mark(request: OfficialRequest) -> HttpResponse:
    """Note a gap by hand."""
    if not access.may_judge(request.user):
        raise Http404
    form = MarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = services.mark(
                said["unit"], article=said["article"], what=said["what"], item=said["number"], by=request.user,
                today=timezone.localdate(), at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("缺项已补记。"))
            return redirect("workbench:gap", row.pk)
    context = {"section": "gaps", "form": form}
    return render(request, "workbench/gaps/mark.html", context, status=422 if form.is_bound else 200)


@require_POST
@official_required
def sweep(request: OfficialRequest) -> HttpResponse:
    """Look again now instead of waiting for the night: at one unit at once, at all of them in the background."""
    if not access.may_judge(request.user):
        raise Http404
    if code := request.POST.get("unit"):
        units = Unit.objects.filter(code=code)
        done = services.sweep(today=timezone.localdate(), at=timezone.now(), units=units)
        told = {"opened": done.opened, "closed": done.closed}
        messages.success(request, gettext("已重新核查：新发现 %(opened)s 项，消除 %(closed)s 项。") % told)
    else:
        services.sweep_soon()
        messages.success(request, gettext("已开始核查全部单位，几分钟后刷新本页查看结果。"))
    back = request.POST.get("back", "")
    return redirect(f"{reverse('workbench:gaps')}?{back}")


urlpatterns = [
    path("gaps/", gaps, name="gaps"),
    path("gaps/export.xlsx", gaps_xlsx, name="gaps_xlsx"),
    path("gaps/new/", mark, name="gap_mark"),
    path("gaps/sweep/", sweep, name="gaps_sweep"),
    path("gaps/<uuid:pk>/", gap, name="gap"),
    path("gaps/<uuid:pk>/assign/", assign, name="gap_assign"),
    path("gaps/<uuid:pk>/<slug:key>/", judge, name="gap_judge"),
]
