"""核对: planned against actual, late, missing, by id; lists for people to judge."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingjing.core.books import Sheet, taken_home
from mingjing.core.paging import query_of
from mingjing.disclosure import access
from mingjing.disclosure.selectors import dues
from mingjing.disclosure.selectors import gaps as selectors
from mingjing.disclosure.selectors.gaps import Gap
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.disclosure.forms import ArticleFilter

# Old pages (ASM-5-3-4b) and dead links (ASM-5-3-2d) have lists of their own.
ARTICLES = ("ACC-6-1b", "ACC-6-1c", "ACC-6-3", "ASM-5-3-3a", "ASM-5-3-3b", "ASM-5-3-3c")
MOST = 200  # on the page; the sheet holds all


@require_GET
@official_required
def checks(request: OfficialRequest) -> HttpResponse:
    """What was late, too narrow or missing, the longest open first, with how many there are under each id."""
    form, today = ArticleFilter(request.GET, articles=ARTICLES), timezone.localdate()
    valid = form.is_valid()
    known = dues.law(today)
    found, counts = _found(request, form, today, known) if valid else ([], {})
    context = {
        "section": "disclosure",
        "tab": "checks",
        "rows": [(gap, gap.days(today)) for gap in found[:MOST]],
        "count": len(found),
        "counts": counts,
        "most": MOST,
        "form": form,
        "query": query_of(request.GET),
        "pack": known.regulation.number if known.regulation else "",
    }
    return render(request, "workbench/disclosure/checks.html", context, status=200 if valid else 422)


@require_GET
@official_required
def checks_xlsx(request: OfficialRequest) -> HttpResponse:
    """All that the filter finds, as a sheet."""
    form, today = ArticleFilter(request.GET, articles=ARTICLES), timezone.localdate()
    found = _found(request, form, today, dues.law(today))[0] if form.is_valid() else []
    header = [_("依据"), _("单位"), _("缺什么"), _("职权编码"), _("公开事项"), _("自"), _("天数")]
    rows = (
        [
            gap.article, gap.unit.name, gap.what, gap.item.number if gap.item else "", str(gap.plan or ""),
            gap.since or "", gap.days(today),
        ]
        for gap in found
    )  # fmt: skip
    return taken_home("disclosure-checks", Sheet(_("公开核对"), header, rows))


def _found(
    request: OfficialRequest, form: ArticleFilter, today: dt.date, known: dues.Law
) -> tuple[list[Gap], dict[str, int]]:
    units = access.units_visible_to(request.user)
    if unit := form.cleaned_data["unit"]:
        units = units.filter(pk=unit.pk)
    found = [*selectors.mismatched(units, today=today), *selectors.missing(units, today=today, known=known)]
    counts = selectors.by_article(found)
    if article := form.cleaned_data["article"]:
        found = [gap for gap in found if gap.article == article]
    return sorted(found, key=lambda gap: (gap.since or dt.date.max, gap.article, gap.what)), counts


urlpatterns = [
    path("disclosure/checks/", checks, name="checks"),
    path("disclosure/checks/export.xlsx", checks_xlsx, name="checks_xlsx"),
]
