"""Saying which step of the chart a source's activity is; what was judged before is judged again."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from mingjing.casework import access
from mingjing.casework.models import ActivityMapping
from mingjing.casework.selectors import mapping as selectors
from mingjing.casework.services import runs
from mingjing.casework.services.working import hold_mapping
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official

LONGEST = 200


@transaction.atomic
def explain(item: PowerItem, said: Mapping[str, str | None], *, by: Official, at: dt.datetime) -> int:
    """Map activities to steps of the chart: "" is no step, None takes back what was said; how many changed.

    Raises:
        Refused: not this person's power, or a step that is not on any published chart of it.
    """
    access.check_may_deliver(by, item.unit)
    hold_mapping(item.pk)
    held = selectors.mapping_of(item)
    new = {activity: step for activity, step in said.items() if held.get(activity) != step}
    if not new:
        return 0
    _check_steps(item, new)
    for activity, step in new.items():
        rows = ActivityMapping.objects.filter(item=item, activity=activity)
        if step is None:
            rows.delete()
        elif not rows.update(step=step):
            ActivityMapping.objects.create(item=item, activity=activity, step=step)
    before = {activity: held.get(activity) for activity in new}
    ledger.write(item, selectors.MAPPED, by=by, at=at, basis="ASM-5-4-1a", before=before, after=dict(new))
    runs.ask(item, by=by, at=at)
    return len(new)


def ask_again(item: PowerItem, *, by: Official, at: dt.datetime) -> None:
    """Queue the judging of every matter of a power by the mapping as it is.

    Raises:
        Refused: not this person's power.
    """
    access.check_may_deliver(by, item.unit)
    runs.ask(item, by=by, at=at)


def _check_steps(item: PowerItem, new: Mapping[str, str | None]) -> None:
    steps = set(selectors.steps_of(item))
    for activity, step in new.items():
        if not activity or len(activity) > LONGEST:
            raise Refused(f"活动名称应为 1 至 {LONGEST} 个字。")
        if step and step not in steps:
            raise Refused(f"“{step}”不是“{item}”公布的流程图中的环节，不能把“{activity}”对照为它。请从列表中选择。")
