"""The public catalogue, for programs."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router

from mingjing.api.schemas import NO_NUL, POWER, PowerOut, PowerPage, Problem
from mingjing.catalogue import selectors as catalogue
from mingjing.catalogue.models import FlowNode, PowerItem
from mingjing.core.paging import page_of

PAGE = 100
router = Router(tags=["职权目录"], auth=None)
Number = Annotated[str, Path(min_length=1, max_length=POWER, pattern=NO_NUL)]
Code = Annotated[str, Query(max_length=18, pattern=NO_NUL, description="单位代码")]
Cursor = Annotated[str, Query(max_length=400, pattern=r"^[A-Za-z0-9_-]*$", description="上一页的 next")]


@router.get("powers", response={200: PowerPage, 422: Problem}, summary="职权目录")
def powers(request: HttpRequest, unit: Code = "", after: Cursor = "") -> dict[str, Any]:
    """已公布并主动公开的职权，按编码排列，每页 100 项。不需要令牌。"""
    rows = catalogue.public()
    if unit:
        rows = rows.filter(unit__code=unit)
    page = page_of(rows, {"after": after} if after else {}, order=("number",), size=PAGE)
    return {"powers": [_line(item) for item in page.rows], "next": page.next}


@router.get("powers/{number}", response={200: PowerOut, 404: Problem, 422: Problem}, summary="一项职权")
def power(request: HttpRequest, number: Number) -> dict[str, Any]:
    """现行版本的公开要素和流程图的环节。不需要令牌。"""
    item = get_object_or_404(catalogue.public(), number=number)
    version = item.current
    if version is None:
        raise Http404
    nodes = FlowNode.objects.filter(chart__version=version)
    return _line(item) | {
        "version": version.no,
        "statutory_limit": version.statutory_length,
        "statutory_unit": version.statutory_unit,
        "promised_limit": version.promised_length,
        "promised_unit": version.promised_unit,
        "conditions": version.conditions,
        "bases": [str(basis) for basis in version.bases.select_related("basis")],
        "materials": [str(material) for material in version.materials.all()],
        "steps": [_node(node) for node in nodes],
    }


def _line(item: PowerItem) -> dict[str, Any]:
    return {
        "number": item.number, "name": item.name, "unit": item.unit.code, "unit_name": item.unit.name,
        "type": item.type.name, "status": item.status,
    }  # fmt: skip


def _node(node: FlowNode) -> dict[str, Any]:
    return {
        "node": node.node, "name": node.name, "post": node.post, "limit": node.limit_length,
        "limit_unit": node.limit_unit,
    }  # fmt: skip
