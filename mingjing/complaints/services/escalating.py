"""打击报复、侵犯公民民主权利: to the discipline organ at once; nobody of the accused unit gets near it (ACC-9-2)."""

import datetime as dt

from django.db import transaction

from mingjing.complaints import access
from mingjing.complaints.acting import masked
from mingjing.complaints.enums import Duty
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import duties
from mingjing.complaints.selectors.opening import CaseKeys
from mingjing.complaints.services import granting, messaging, recusing
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.rules.packs.nouns import Ground
from mingjing.sealing.models import PersonKey

STEP, BASIS = "交纪检监察机关", "ACC-9-0"  # the ledger does not say which of the two grounds it is


@transaction.atomic
def escalate(
    complaint: Complaint, ground: Ground, *, keys: CaseKeys, by: Official, today: dt.date, at: dt.datetime
) -> list[Official]:
    """Mark a case as one of the discipline organ, urgent, and give it to each of its people; who they are.

    Raises:
        Refused: not of the centre, another ground, or none of them may be given it.
    """
    if not access.may_enter(by):
        raise Refused("交纪检监察机关由投诉举报中心的人员办理，您没有这个权限（第九条第二项）。")
    if not ground.discipline:
        raise Refused(f"“{ground.name}”不属于直接交纪检监察机关的情形（第九条第二项）。")
    locked = Complaint.objects.select_for_update(no_key=True).get(pk=complaint.pk)
    said = access.routed(locked) | {"ground": ground.id, "urgent": True}
    keyed = PersonKey.objects.filter(retired_at=None).values("official")
    people = access.fit(duties.supervisors().filter(pk__in=keyed), said)
    if not people:
        raise Refused(
            "纪检监察机关还没有可以接收的人：要有该角色、设置了封存口令、不属于被反映单位。请先请他们设置口令（第九条第二项）。"
        )
    recusing.reroute(complaint, said)
    for person in people:
        granting.give(complaint, person, Duty.SUPERVISOR, keys=keys, by=by, today=today, at=at)
    ledger.write(complaint, STEP, by=masked(by), at=at, basis=BASIS, after={"people": len(people)})
    messaging.tell(people, at=at)
    return people
