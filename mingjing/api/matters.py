"""How a unit's own matter fits the published chart."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Router

from mingjing.api.auth import TokenRequest
from mingjing.api.powers import Number
from mingjing.api.schemas import MATTER, NO_NUL, MatterOut, Problem
from mingjing.casework.models import Matter, MatterStep
from mingjing.casework.selectors.matters import finding

router = Router(tags=["办件"])
MatterNumber = Annotated[str, Path(min_length=1, max_length=MATTER, pattern=NO_NUL)]
SAME = ("state", "opened_at", "closed_at", "due_on", "provisional", "late", "decided", "cost", "added", "skipped")


@router.get(
    "matters/{power}/{path:matter}",
    response={200: MatterOut, 401: Problem, 404: Problem, 422: Problem},
    summary="查一个办件的判定",
)
def matter(request: HttpRequest, power: Number, matter: MatterNumber) -> dict[str, Any]:
    """本单位的一个办件：状态、期限、与流程图对照的每一步和一句话的判定。"""
    found = get_object_or_404(
        Matter.objects.select_related("item", "version"), unit=_unit(request), item__number=power, number=matter
    )
    steps = list(found.steps.all())
    return {name: getattr(found, name) for name in SAME} | {
        "power": found.item.number,
        "matter": found.number,
        "version": found.version.no,
        "finding": finding(found, steps),
        "steps": [_step(step) for step in steps],
    }


def _unit(request: HttpRequest) -> Any:
    caller: TokenRequest = request  # type: ignore[assignment]
    return caller.auth.unit_id


def _step(step: MatterStep) -> dict[str, Any]:
    same = ("kind", "node", "name", "started_at", "ended_at", "used", "limit_unit", "due_on", "late")
    return {name: getattr(step, name) for name in same} | {"limit": step.limit_length}
