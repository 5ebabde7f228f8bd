"""职权目录: the catalogue with search and filters, and its downloads."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingjing.catalogue import selectors
from mingjing.catalogue.enums import Counterpart
from mingjing.catalogue.models import FlowChart, PowerItem, PowerType
from mingjing.core import sheets
from mingjing.core.bigrams import matching
from mingjing.core.paging import page_of, query_of
from mingjing.people.models import Unit

COLUMNS = ("编码", "单位", "类别", "名称", "法定时限", "承诺时限", "收费", "依据", "版次", "公布日期", "状态")


class PowerFilter(forms.Form):
    q = forms.CharField(label=_("名称"), required=False, max_length=60)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("单位"), required=False, to_field_name="code", empty_label=_("全部")
    )
    type = forms.ChoiceField(label=_("类别"), required=False)
    counterpart = forms.ChoiceField(
        label=_("办事的人"), required=False, choices=[("", _("全部")), *Counterpart.choices]
    )
    key_concern = forms.BooleanField(label=_("只看群众普遍关心的"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].queryset = publishing(timezone.localdate())  # type: ignore[attr-defined]
        held = Exists(PowerItem.objects.filter(type=OuterRef("pk")))
        names = PowerType.objects.filter(held).order_by("name").values_list("name", flat=True)
        self.fields["type"].choices = [("", _("全部")), *((name, name) for name in names.distinct())]  # type: ignore[attr-defined]

    def of(self, items: QuerySet[PowerItem]) -> QuerySet[PowerItem]:
        """The powers that fit what was asked for."""
        asked = {
            "unit": self.cleaned_data["unit"],
            "type__name": self.cleaned_data["type"],
            "current__counterpart": self.cleaned_data["counterpart"],
            "current__key_concern": self.cleaned_data["key_concern"],
        }
        return matching(items.filter(**{k: v for k, v in asked.items() if v}), self.cleaned_data["q"])


def publishing(today: dt.date) -> QuerySet[Unit]:
    """Units that must publish their powers or have: those that others run are neither (ACC-2)."""
    shown = Exists(selectors.public().filter(unit=OuterRef("pk")))
    return Unit.objects.filter(Q(pk__in=selectors.owing(today).values("pk")) | shown).order_by("code")


@require_GET
def powers(request: HttpRequest) -> HttpResponse:
    """Every public power, or those asked for; on the first page of all, how complete each unit's catalogue is."""
    form = PowerFilter(request.GET)
    valid = form.is_valid()
    rows = selectors.public().annotate(drawn=Exists(FlowChart.objects.filter(version=OuterRef("current"))))
    page = page_of(form.of(rows) if valid else rows.none(), request.GET, order=("number",))
    context = {
        "section": "powers",
        "form": form,
        "page": page,
        "query": query_of(request.GET),
        "coverage": [] if request.GET else selectors.coverage(today=timezone.localdate()),
    }
    return render(request, "portal/powers.html", context, status=200 if valid else 422)


@require_GET
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole catalogue as a file: csv, json or xlsx."""
    if kind not in WRITERS:
        raise Http404
    write, content_type = WRITERS[kind]
    answer = HttpResponse(write(list(_lines())), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="powers.{kind}"'
    return answer


def _lines() -> Iterator[tuple[str, ...]]:
    rows = selectors.public().order_by("number").prefetch_related("current__bases__basis")
    for item in rows:
        version = item.current
        assert version is not None  # noqa: S101 - public powers have one
        yield (
            item.number, item.unit.name, item.type.name, item.name, _length(version, "statutory"),
            _length(version, "promised"), "是" if version.fee else "否",
            "；".join(f"{row.basis.name}{row.article}" for row in version.bases.all()), str(version.no),
            timezone.localdate(version.published_at).isoformat() if version.published_at else "",
            item.get_status_display(),
        )  # fmt: skip


def _length(version: object, which: str) -> str:
    length = getattr(version, f"{which}_length")
    return f"{length}{getattr(version, f'get_{which}_unit_display')()}" if length else ""


def _csv(lines: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([COLUMNS, *(tuple(map(_harmless, line)) for line in lines)])
    return out.getvalue().encode("utf-8-sig")  # with a mark, so that a spreadsheet reads it as UTF-8


def _json(lines: list[tuple[str, ...]]) -> bytes:
    return json.dumps([dict(zip(COLUMNS, line, strict=True)) for line in lines], ensure_ascii=False, indent=1).encode()


def _xlsx(lines: list[tuple[str, ...]]) -> bytes:
    return sheets.book([sheets.Page("职权目录", COLUMNS, lines)])


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


WRITERS: dict[str, tuple[Callable[[list[tuple[str, ...]]], bytes], str]] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "json": (_json, "application/json; charset=utf-8"),
    "xlsx": (_xlsx, sheets.XLSX),
}
