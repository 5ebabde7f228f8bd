"""指示: a member of the leading group says what they want of a case; the office says what it did (ACC-3-a)."""

import datetime as dt

from django.db import transaction

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase, Instruction
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.enums import Role
from mingjing.people.models import Official

INSTRUCTED, ANSWERED = "作出指示", "报告指示落实情况"
BASIS = "ACC-3-a"


@transaction.atomic
def instruct(case: AccountabilityCase, text: str, *, by: Official, at: dt.datetime) -> Instruction:
    """Keep an instruction. It moves nothing: the office does, and answers.

    Raises:
        Refused: not a member of the leading group, a case that concerns themselves, or no words.
    """
    if not by.holds(Role.LG_MEMBER):
        raise Refused("指示由领导小组成员作出（第三条），您没有这个角色。")
    access.check_may_see(by, case)
    if not text.strip():
        raise Refused("请写明指示的内容（第三条）。")
    found = Instruction.objects.create(case=case, text=text.strip(), by=by, at=at)
    ledger.write(case, INSTRUCTED, by=by, at=at, basis=BASIS, after={"instruction": str(found.pk)})
    return found


@transaction.atomic
def answer(instruction: Instruction, text: str, *, by: Official, at: dt.datetime) -> None:
    """Say what was done on an instruction; once.

    Raises:
        Refused: not a clerk of the office, no words, or answered before.
    """
    case = instruction.case
    if not by.holds(Role.LGO_CLERK):
        raise Refused("指示的落实情况由领导小组办公室工作人员报告（第三条）。")
    access.check_may_see(by, case)
    if not text.strip():
        raise Refused("请写明怎样落实（第三条）。")
    rows = Instruction.objects.filter(pk=instruction.pk, answered_at=None)
    if not rows.update(answer=text.strip(), answered_by=by, answered_at=at):
        raise Refused("这条指示已经报告过落实情况。")
    ledger.write(case, ANSWERED, by=by, at=at, basis=BASIS, after={"instruction": str(instruction.pk)})
