"""承办人的异议: what a handler holds against something while it is being approved, kept as an entry of its chain.

An entry is stamped with its time, is never changed, and stands before or after the approvals for everybody to see.
"""

import datetime as dt
from collections.abc import Container

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.core.models import Case
from mingjing.ledger.enums import OBJECTED, OBJECTION
from mingjing.ledger.models import Entry
from mingjing.ledger.services import Actor, write

LONGEST = 500


@transaction.atomic
def object_to(case: Case, *, words: str, states: Container[str], by: Actor, at: dt.datetime) -> Entry:
    """Put a handler's objection on the chain of `case` while it is in one of `states` (ACC-10-2c).

    Who may is for the part to say.

    Raises:
        Refused: no words, too many, or nothing is being approved any more.
    """
    said = words.strip()
    if not said:
        raise Refused("提出异议要写明：哪里不对、应当怎么办（第十条第二项）。没有内容的异议不能作为区分责任的依据。")
    if len(said) > LONGEST:
        raise Refused(f"异议最多 {LONGEST} 个字，请写要点；详细材料另行提交。")
    held = type(case)._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    if held.status not in states:
        raise Refused(f"{held} 现在不在审批中，不能再提出异议；已经审批的，请向领导小组办公室反映。")
    return write(held, OBJECTED, by=by, at=at, basis=OBJECTION, reason=said, after={"while": held.status})
