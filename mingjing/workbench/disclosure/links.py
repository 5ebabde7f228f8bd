"""门户链接: where units show their powers on their own portals, and which of the addresses are dead."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.core.books import Sheet, taken_home
from mingjing.core.errors import Refused
from mingjing.core.paging import page_of, query_of
from mingjing.disclosure import access
from mingjing.disclosure.models import OwnLink
from mingjing.disclosure.services import linking
from mingjing.people.enums import Role
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.disclosure.forms import LinkFilter, LinkForm, tell

ORDER = ("unit__code", "url", "id")


def _rows(request: OfficialRequest) -> QuerySet[OwnLink]:
    return access.links_visible_to(request.user).filter(ended_on=None).select_related("unit", "item")


@require_http_methods(["GET", "POST"])
@official_required
def links(request: OfficialRequest) -> HttpResponse:
    """Every link the viewer may see; a clerk enters one more."""
    viewer = request.user
    may_add = viewer.holds(Role.UNIT_CLERK)
    if request.method == "POST" and not may_add:
        raise Http404
    form = LinkForm(request.POST or None, initial={"item": request.GET.get("power", "")})
    form.fields["item"].queryset = access.plannable_by(viewer)  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid() and _added(request, form):
        return redirect("workbench:links")
    asked = LinkFilter(request.GET)
    valid, rows = asked.is_valid(), _rows(request)
    context = {
        "section": "disclosure",
        "tab": "links",
        "page": page_of(asked.of(rows) if valid else rows.none(), request.GET, order=ORDER),
        "filter": asked,
        "form": form if may_add else None,
        "unit": viewer.unit,
        "query": query_of(request.GET),
    }
    return render(request, "workbench/disclosure/links.html", context, status=422 if form.errors or not valid else 200)


def _added(request: OfficialRequest, form: LinkForm) -> bool:
    try:
        linking.add(**form.cleaned_data, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error("url", str(refusal))
    except ValidationError as error:
        tell(form, error)
    else:
        messages.success(request, _("链接已登记，每天夜里检查一次。"))
        return True
    return False


@require_GET
@official_required
def links_xlsx(request: OfficialRequest) -> HttpResponse:
    """What the filter finds, as a sheet."""
    form = LinkFilter(request.GET)
    rows = form.of(_rows(request)) if form.is_valid() else OwnLink.objects.none()
    header = [_("单位"), _("职权编码"), _("职权"), _("网址"), _("上次检查"), _("检查结果"), _("失效日期")]
    cells = (
        [
            link.unit.name, link.item.number if link.item else "", str(link.item or ""), link.url,
            timezone.localtime(link.checked_at).strftime("%Y-%m-%d %H:%M") if link.checked_at else "", link.fault,
            link.dead_since or "",
        ]
        for link in rows.order_by(F("dead_since").asc(nulls_last=True), *ORDER)
    )  # fmt: skip
    return taken_home("portal-links", Sheet(_("门户链接"), header, cells))


@require_POST
@official_required
def link_withdraw(request: OfficialRequest, pk: UUID) -> HttpResponse:
    """Take a link off the list."""
    link = get_object_or_404(_rows(request), pk=pk)
    if not access.may_plan(request.user, link.unit):
        raise Http404
    try:
        linking.withdraw(link, on=timezone.localdate(), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("链接已撤下，不再检查。"))
    return redirect("workbench:links")


urlpatterns = [
    path("disclosure/links/", links, name="links"),
    path("disclosure/links/export.xlsx", links_xlsx, name="links_xlsx"),
    path("disclosure/links/<uuid:pk>/withdraw/", link_withdraw, name="link_withdraw"),
]
