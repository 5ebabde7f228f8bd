"""One power: what it takes, on what basis, by which chart, and how it really runs."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.casework.selectors.running import Running, as_of, running
from mingjing.catalogue import selectors
from mingjing.catalogue.enums import Attribute, ItemStatus
from mingjing.catalogue.models import FlowChart, PowerItem, PowerVersion
from mingjing.catalogue.workflow import ABOLISH, SUSPEND
from mingjing.core.books import taken_home
from mingjing.ledger import selectors as ledger
from mingjing.ledger.models import Entry
from mingjing.portal import charts, disclosures
from mingjing.portal.figures import figures, sheets
from mingjing.portal.gone import gone

RELATED = ("item__unit", "item__type", "chief", "handler")
BPMN = "application/xml; charset=utf-8"
# What is public of a version. Integrity risks never are; who drafted and reviewed it stands in the ledger.
ELEMENTS = (
    "name", "sub_name", "body_nature", "authorised_by", "exercise_level", "counterpart", "conditions", "procedure",
    "statutory_length", "statutory_unit", "promised_length", "promised_unit", "fee", "fee_basis", "fee_standard",
    "discretion", "result", "disclosed_content", "disclosed_to", "disclosed_by", "disclosed_within",
    "service_phone", "complaint_phone", "remedy", "responsibilities", "accountable_for", "affected", "key_concern",
    "important", "online", "change_reason", "valid_from", "valid_to", "published_at",
)  # fmt: skip
NODE = (
    "node", "name", "post", "condition", "limit_length", "limit_unit", "supervision", "rights", "complaint_way",
)  # fmt: skip


@require_GET
def power(request: HttpRequest, number: str) -> HttpResponse:
    """The version in force."""
    versions = list(_versions(number).order_by("-no"))
    found = next((row for row in versions if row.pk == row.item.current_id), None)
    return _page(request, found, versions) if found else gone(request, selectors.taken_down(number))


@require_GET
def power_version(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """A version that is or was in force, with what it changed."""
    versions = list(_versions(number).order_by("-no"))
    found = next((row for row in versions if row.no == no), None)
    return _page(request, found, versions) if found else gone(request, selectors.taken_down(number))


@require_GET
def chart(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """The chart of a version as BPMN 2.0."""
    drawn = get_object_or_404(FlowChart, version__in=_versions(number).filter(no=no))
    return HttpResponse(charts.xml_of(drawn), content_type=BPMN)


@require_GET
def facts(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """All that is public of a version, for machines."""
    version = get_object_or_404(_versions(number), no=no)
    return JsonResponse(_facts(version), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_GET
def running_xlsx(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """How a version ran, as a workbook."""
    version = get_object_or_404(_versions(number), no=no)
    ran = _ran(version)
    if ran is None:
        raise Http404
    drawn = FlowChart.objects.filter(version=version).prefetch_related("nodes").first()
    return taken_home(f"{number}-v{no}-running", *sheets(version, drawn.nodes.all() if drawn else (), ran))


def _versions(number: str) -> QuerySet[PowerVersion]:
    """The published, public versions of a public power."""
    rows = PowerVersion.objects.filter(published_at__isnull=False, attribute=Attribute.PUBLIC)
    return rows.filter(item__in=selectors.public().filter(number=number).values("pk")).select_related(*RELATED)


def _page(request: HttpRequest, version: PowerVersion, versions: list[PowerVersion]) -> HttpResponse:
    """The page of a version; `versions` are all public ones, the newest first."""
    item = version.item
    former = next((row for row in versions if row.no < version.no), None)
    drawn = FlowChart.objects.filter(version=version).prefetch_related("nodes").first()
    nodes = list(drawn.nodes.all()) if drawn else []
    ran = _ran(version)
    context = {
        "section": "powers",
        "item": item,
        "version": version,
        "current": version.pk == item.current_id,
        "ended": _ended(item),
        "bases": version.bases.select_related("basis__successor"),
        "materials": version.materials.all(),
        "specials": version.special_procedures.all(),
        "chart": drawn,
        "nodes": nodes,
        **charts.reader(version, drawn, nodes),
        "former": former,
        "changes": selectors.difference(former, version) if former else [],
        "versions": versions,
        **disclosures.of_power(item, timezone.localdate()),
        **(figures(version, nodes, ran) if ran else {}),
    }
    return render(request, "portal/power.html", context)


def _ended(item: PowerItem) -> Entry | None:
    """Why and when the power was suspended or abolished; None while it is in force."""
    if item.status == ItemStatus.IN_FORCE:
        return None
    return ledger.of_case(item).filter(step__in=(SUSPEND.name, ABOLISH.name)).last()


def _ran(version: PowerVersion) -> Running | None:
    until = as_of(version)
    return running(version, until=timezone.localdate(until)) if until else None


def _facts(version: PowerVersion) -> dict[str, Any]:
    drawn = FlowChart.objects.filter(version=version).prefetch_related("nodes").first()
    ran = _ran(version)
    return {
        "number": version.item.number,
        "unit": {"code": version.item.unit.code, "name": version.item.unit.name},
        "type": version.item.type.name,
        "status": version.item.status,
        "version": version.no,
        **{name: getattr(version, name) for name in ELEMENTS},
        "chief": str(version.chief),
        "handler": str(version.handler),
        "bases": [{"law": row.basis.name, "article": row.article, "text": row.text} for row in _bases(version)],
        "materials": list(version.materials.values("name", "copies", "original", "note")),
        "special_procedures": list(
            version.special_procedures.values("name", "ground", "starts_with", "ends_with", "longest")
        ),
        "steps": [_of(node, NODE) for node in drawn.nodes.all()] if drawn else [],
        "running": asdict(ran) if ran else None,
    }


def _bases(version: PowerVersion) -> QuerySet[Any]:
    return version.bases.select_related("basis")


def _of(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
