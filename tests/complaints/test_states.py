"""Every step from every state it may not start from is refused: the table of the part against its services."""

import pytest

from mingjing.complaints import access, workflow
from mingjing.complaints.enums import ComplaintStatus
from mingjing.complaints.models import Complaint
from mingjing.complaints.services import concluding, deciding, handing, investigating, merging, referring, voiding
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry
from tests.complaints.factories import keys
from tests.complaints.handling import Hands

pytestmark = pytest.mark.django_db(databases="__all__")


VERBS = {
    workflow.ACCEPT: lambda case, other, by: case.do(deciding.accept, by=by),
    workflow.DECLINE: lambda case, other, by: case.do(deciding.decline, by=by),
    workflow.APPROVE: lambda case, other, by: case.do(investigating.approve, by=by),
    workflow.INVESTIGATE: lambda case, other, by: case.do(
        investigating.begin, plan="查。", investigators=[case.centre.clerk, case.centre.second], by=by
    ),
    workflow.CONCLUDE: lambda case, other, by: case.do(
        concluding.conclude, "true", facts="属实。", measures="改正。", by=by
    ),
    workflow.CLOSE: lambda case, other, by: case.do(concluding.close, by=by),
    workflow.REOPEN: lambda case, other, by: case.do(concluding.reopen, reason="新材料。", by=by),
    workflow.MERGE: lambda case, other, by: case.do(
        merging.merge, other.row(), keys_into=keys(other.row(), by), reason="同一件事。", by=by
    ),
    workflow.REFER: lambda case, other, by: case.do(referring.refer, by=by),
    workflow.VOID: lambda case, other, by: case.do(voiding.void, "twice", reason="重复。", by=by),
}
LETTERS = (workflow.FORWARD, workflow.TAKE_BACK)  # of packages: tested where they are written


def test_no_step_is_missing():
    assert set(VERBS) == set(workflow.COMPLAINT_STEPS) - set(LETTERS)


@pytest.mark.parametrize("step", VERBS, ids=lambda step: step.name)
def test_a_step_from_any_other_state_is_refused_and_leaves_no_trace(centre, step):
    case, other = Hands(centre), Hands(centre)
    for one in (case, other):
        one.do(handing.submit)
    by = centre.head if step.role == "centre_head" else centre.clerk
    before = Entry.objects.count()
    done = []
    for status in sorted(set(ComplaintStatus) - step.sources):
        with seeing(SYSTEM):
            Complaint.objects.filter(pk=case.pk).update(status=status, merged_into=other.pk)
        try:
            VERBS[step](case, other, by)
            done.append(status)
        except Refused:
            pass
    assert done == []
    assert Entry.objects.count() == before


@pytest.mark.parametrize("step", VERBS, ids=lambda step: step.name)
def test_a_step_of_another_role_is_refused(centre, step):
    case, other = Hands(centre), Hands(centre)
    for one in (case, other):
        one.do(handing.submit)
    by = centre.clerk if step.role == "centre_head" else centre.head
    with seeing(SYSTEM):
        Complaint.objects.filter(pk=case.pk).update(status=sorted(step.sources)[0])
    assert not access.may_take(by, step, case.row())
    with pytest.raises(Refused, match="您没有这个权限|还没有经领导批准"):
        VERBS[step](case, other, by)
