"""What a draft lacks before it may be submitted, and what its author should look at again."""

from collections.abc import Iterator

from django.db.models import Q

from mingjing.catalogue import access
from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
from mingjing.catalogue.selectors.charts import cautions, unsound
from mingjing.catalogue.workflow import APPROVE, CLEAR, PUBLISH, REVIEW, SUBMIT
from mingjing.core.steps import Step
from mingjing.people.models import Official
from mingjing.regulations import access as regulations
from mingjing.regulations.enums import BasisStatus
from mingjing.rules.limits import CountUnit
from mingjing.rules.promises import is_longer

Timed = tuple[str, int, CountUnit]  # a step's name and its limit


def lacks(version: PowerVersion) -> list[str]:
    """Everything that keeps a draft from being submitted, each in one clause with its article."""
    return [*_lacking_elements(version), *_lacking_chart(version)]


def _lacking_elements(version: PowerVersion) -> Iterator[str]:
    bases = list(version.bases.select_related("basis__successor"))
    if not bases:
        yield "没有实施依据，没有法律授权的职权不得设立（第七条第一项）"
    elif all(row.basis.status == BasisStatus.REPEALED for row in bases):
        repealed = "".join(dict.fromkeys(regulations.warning(row.basis) for row in bases))
        yield f"实施依据均已废止，等于没有依据（第七条第一项）：{repealed}请改引现行的"
    if version.chief_id is None:
        yield "没有写明主管领导岗位，谁主管谁负责（第四条第一项）"
    if version.handler_id is None:
        yield "没有写明承办人岗位，谁主管谁负责（第四条第一项）"
    if version.statutory_length is not None and version.promised_length is None:
        yield "没有承诺时限"
    if version.fee and not (version.fee_basis and version.fee_standard):
        yield "收费的，要写明收费依据和收费标准"
    if version.attribute != Attribute.PUBLIC and not version.closed_ground:
        yield "不公开或依申请公开的，要写明依据"


def _lacking_chart(version: PowerVersion) -> Iterator[str]:
    nodes = list(FlowNode.objects.filter(chart__version=version).select_related("chart"))
    chart = nodes[0].chart if nodes else FlowChart.objects.filter(version=version).first()
    if chart is None:
        yield "没有流程图（第五条第二项）"
        return
    for node in (node for node in nodes if not node.post or node.limit_length is None):
        missing = "、".join(
            word for word, gone in (("岗位", not node.post), ("时限", node.limit_length is None)) if gone
        )
        yield f"环节“{node.name}”没有{missing}（考核制度第五条第三项）"
    yield from (f"流程图：{problem}" for problem in unsound(chart))


def warnings(version: PowerVersion) -> list[str]:
    """What does not keep a draft back but deserves another look: changed laws, limits that do not add up, the chart."""
    nodes = list(FlowNode.objects.filter(chart__version=version).select_related("chart"))
    timed = [(n.name, n.limit_length, CountUnit(n.limit_unit)) for n in nodes if n.limit_length is not None]
    unclear = [f"流程图：{caution}" for caution in cautions(nodes[0].chart)] if nodes else []
    return [*_changed_laws(version), *_sum_of_limits(version, timed), *_longer_nodes(version, timed), *unclear]


def _changed_laws(version: PowerVersion) -> Iterator[str]:
    """Laws cited that were repealed, or changed since the version before was published, with what is in force now."""
    since = version.item.current.valid_from if version.item.current else None
    for row in version.bases.select_related("basis__successor").exclude(basis__status=BasisStatus.IN_FORCE):
        law = row.basis
        if law.status == BasisStatus.REPEALED or since is None or law.changed_on is None or law.changed_on > since:
            yield f"{regulations.warning(law).rstrip('。')}（第六条第四项）"


def _sum_of_limits(version: PowerVersion, timed: list[Timed]) -> Iterator[str]:
    length, unit = _whole(version)
    total = sum(limit for _, limit, counted in timed if counted is unit)
    if length and total > length:
        said = unit.chinese
        yield f"各环节时限合计{total}{said}，超过办理时限{length}{said}：若各环节依次办理就会超期，请核对"


def _longer_nodes(version: PowerVersion, timed: list[Timed]) -> Iterator[str]:
    length, unit = _whole(version)
    for name, limit, counted in timed:
        if length and is_longer(limit, counted, length, unit):
            yield f"环节“{name}”的时限比整项职权的办理时限还长"


def _whole(version: PowerVersion) -> tuple[int | None, CountUnit]:
    """The limit of the power as a whole: the promised one, else the law's."""
    if version.promised_length:
        return version.promised_length, CountUnit(version.promised_unit)
    return version.statutory_length, CountUnit(version.statutory_unit)


def awaiting(viewer: Official, *, most: int) -> list[tuple[PowerVersion, Step]]:
    """At most `most` versions that wait for this person, oldest first, each with the step to take. One query."""
    waits = Q()
    step_at: dict[str, Step] = {}
    for step in (SUBMIT, REVIEW, CLEAR, APPROVE, PUBLISH):
        if not viewer.holds(step.role):
            continue
        step_at |= dict.fromkeys(step.sources, step)
        mine = Q(status__in=step.sources)
        if step.role in access.OWN_UNIT_ONLY:
            mine &= Q(item__unit=viewer.unit_id)
        if step in access.REVIEWS:
            mine &= ~Q(drafted_by=viewer)
        waits |= mine
    if not step_at:
        return []
    rows = access.versions_visible_to(viewer).filter(waits).select_related("item").order_by("pk")
    return [(version, step_at[version.status]) for version in rows[:most]]
