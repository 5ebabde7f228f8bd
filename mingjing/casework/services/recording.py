"""登记表: a step of a power that runs without a system of its own, entered by the clerk (ACC-5-3)."""

import datetime as dt
import hashlib

from django.db import transaction

from mingjing.casework import access
from mingjing.casework.enums import BatchStatus, EventKind, Source
from mingjing.casework.incoming import Incoming
from mingjing.casework.models import Batch, Matter, OperationRecord
from mingjing.casework.selectors import mapping as selectors
from mingjing.casework.services.ingestion import ingest
from mingjing.casework.services.judging import judge_matters
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from mingjing.people.models import Official


@transaction.atomic
def record(item: PowerItem, event: Incoming, *, by: Official, at: dt.datetime, on_register: bool = False) -> Matter:
    """Enter one event of a matter, which opens if its number is new; the matter, judged again.

    `on_register`: it comes from the matter's operation record, which is the only way in where there is one.

    Raises:
        Refused: not this person's power, a time to come, or a step beyond the chart without a reason (ACC-7-2a).
    """
    access.check_may_deliver(by, item.unit)
    if item.current_id is None:
        raise Refused(f"“{item}”还没有公布的版本，没有流程图可以对照。请先公布，再登记。")
    if event.at and event.at > at:
        raise Refused("登记的是已经办理的环节，时间不能晚于现在。")
    if not on_register and OperationRecord.objects.filter(item=item, number=event.number).exists():
        raise Refused(f"{event.number} 有登记表，请在登记表上登记环节和更正。")
    _check_reason(item, event)
    key = event.made_key(item.number)
    batch = Batch(unit=item.unit, item=item, source=Source.MANUAL, name=event.number, by=by, received_at=at)
    batch.status, batch.done, batch.finished_at = BatchStatus.DONE, 100, at
    batch.digest = hashlib.sha256(key.encode()).hexdigest()
    batch.save(force_insert=True)
    changed = ingest(batch, item, [event], at=at)
    if not changed:
        raise Refused("同一时间的同一环节已经登记过，没有重复登记。")
    batch.save(update_fields=["rows", "taken", "known"])
    judge_matters(item, changed, now=at)
    return Matter.objects.get(pk__in=changed)


def _check_reason(item: PowerItem, event: Incoming) -> None:
    if event.note.strip():
        return
    if event.kind == EventKind.CORRECTION:
        raise Refused("更正要写明理由，原来登记的仍然留档。")
    if event.kind == EventKind.CONDITION:
        raise Refused("增加条件或材料要写明理由（第七条第二项）。")
    if event.kind == EventKind.STEP:
        step = selectors.mapping_of(item).get(event.activity, event.activity)
        if step and step not in selectors.steps_of(item):
            raise Refused(f"“{event.activity}”不是公布的流程图中的环节，增加环节要写明理由（第七条第二项）。")
