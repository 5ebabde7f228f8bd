"""Steps of an assignment: a unit reports, the office accepts; the system closes it when the fact is mended."""

from mingjing.assignments.enums import AssignmentStatus as A
from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role

TO_DO = frozenset({A.GIVEN, A.RETURNED})
OPEN = TO_DO | {A.REPORTED}

REPORT = Step("报告", TO_DO, A.REPORTED, Role.UNIT_CLERK, "ACC-3-b")
ACCEPT = Step("确认", frozenset({A.REPORTED}), A.ACCEPTED, Role.LGO_CLERK, "ACC-3-b")
SEND_BACK = Step("退回重办", frozenset({A.REPORTED}), A.RETURNED, Role.LGO_CLERK, "ACC-3-b")
WITHDRAW = Step("撤回任务", OPEN, A.WITHDRAWN, Role.LGO_CLERK, "ACC-3-b")
FULFIL = Step("核对办结", OPEN, A.FULFILLED, Role.SYSTEM, "ACC-3-b")
STEPS = (REPORT, ACCEPT, SEND_BACK, WITHDRAW, FULFIL)
TABLES = (Table("任务", A, STEPS, frozenset({A.ACCEPTED, A.FULFILLED, A.WITHDRAWN})),)

RECTIFY = "ACC-9-3"  # the basis of an order to correct, which has a letter of its own
GIVEN = "下达"  # what the ledger calls the opening
REMINDED = "提醒"
