"""Steps of a regulation version, and of the interpretation of an article."""

from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role
from mingjing.regulations.enums import InterpretationStatus as I
from mingjing.regulations.enums import PackStatus

ACTIVATE = Step("启用", frozenset({PackStatus.DRAFT}), PackStatus.ACTIVE, Role.LGO_HEAD, "NOT-2")
RETIRE = Step("停用", frozenset({PackStatus.ACTIVE}), PackStatus.RETIRED, Role.LGO_HEAD, "NOT-1")

DRAFT = Step("拟写解释", frozenset({I.ASKED, I.DRAFTED, I.CLEARED}), I.DRAFTED, Role.LGO_CLERK, "ACC-14")
DECLINE = Step("不作解释", frozenset({I.ASKED}), I.DECLINED, Role.LGO_CLERK, "ACC-14")
CLEAR = Step("保密审查通过", frozenset({I.DRAFTED}), I.CLEARED, Role.SECRECY_REVIEWER, "ACC-9-4b")
SEND_BACK = Step("退回重拟", frozenset({I.DRAFTED, I.CLEARED}), I.ASKED, Role.LGO_HEAD, "ACC-14")
ISSUE = Step("签发解释", frozenset({I.DRAFTED, I.CLEARED}), I.ISSUED, Role.LGO_HEAD, "ACC-14")
REPLACE = Step("由新的解释代替", frozenset({I.ISSUED}), I.REPLACED, Role.LGO_HEAD, "ACC-14")
WITHDRAW = Step("撤回解释", frozenset({I.ISSUED}), I.WITHDRAWN, Role.LGO_HEAD, "ACC-14")
INTERPRETATION_STEPS = (DRAFT, DECLINE, CLEAR, SEND_BACK, ISSUE, REPLACE, WITHDRAW)

TABLES = (
    Table("法规版本", PackStatus, (ACTIVATE, RETIRE), frozenset({PackStatus.RETIRED})),
    Table("条文解释", I, INTERPRETATION_STEPS, frozenset({I.DECLINED, I.REPLACED, I.WITHDRAWN})),
)

ASKED = "提出解释请求"  # what the ledger calls the opening
