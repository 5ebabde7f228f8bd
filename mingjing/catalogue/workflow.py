"""Steps of a power and of its versions (ACC-6-1a: no publication without each review)."""

from mingjing.catalogue.enums import DECIDED, ChangeStatus, RoundStatus
from mingjing.catalogue.enums import EntryStatus as E
from mingjing.catalogue.enums import ItemStatus as I
from mingjing.catalogue.enums import VersionStatus as V
from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role

SUBMIT = Step("提交审核", frozenset({V.DRAFT}), V.UNIT_REVIEW, Role.UNIT_CLERK, "ASM-5-3-2b")
REVIEW = Step("单位审核通过", frozenset({V.UNIT_REVIEW}), V.SECRECY_REVIEW, Role.UNIT_LEADER, "ACC-6-1a")
CLEAR = Step("保密审查通过", frozenset({V.SECRECY_REVIEW}), V.APPROVAL, Role.SECRECY_REVIEWER, "ACC-9-4b")
APPROVE = Step("批准", frozenset({V.APPROVAL}), V.APPROVED, Role.LGO_HEAD, "ACC-6-1a")
PUBLISH = Step("公布", frozenset({V.APPROVED}), V.PUBLISHED, Role.UNIT_LEADER, "ACC-6-4b")
# Whoever's turn it is may send the version back; an approved one comes back when the unit finds a mistake in it.
RETURN_REVIEW = Step("审核退回", frozenset({V.UNIT_REVIEW}), V.DRAFT, Role.UNIT_LEADER, "ACC-6-1a")
RETURN_CLEARANCE = Step("保密审查退回", frozenset({V.SECRECY_REVIEW}), V.DRAFT, Role.SECRECY_REVIEWER, "ACC-9-4b")
RETURN_APPROVAL = Step("不批准，退回", frozenset({V.APPROVAL}), V.DRAFT, Role.LGO_HEAD, "ACC-6-1a")
WITHDRAW = Step("公布前撤回", frozenset({V.APPROVED}), V.DRAFT, Role.UNIT_LEADER, "ACC-6-1a")
SUPERSEDE = Step("被取代", frozenset({V.PUBLISHED}), V.SUPERSEDED, Role.SYSTEM, "ASM-5-4-1a")
RETURNS = (RETURN_REVIEW, RETURN_CLEARANCE, RETURN_APPROVAL, WITHDRAW)
VERSION_STEPS = (SUBMIT, REVIEW, CLEAR, APPROVE, PUBLISH, *RETURNS, SUPERSEDE)

ENTER_FORCE = Step("开始行使", frozenset({I.NEW}), I.IN_FORCE, Role.UNIT_LEADER, "ACC-5-2a")
AMEND = Step("换用新版本", frozenset({I.IN_FORCE}), I.IN_FORCE, Role.UNIT_LEADER, "ASM-5-4-1a")
SUSPEND = Step("暂停", frozenset({I.IN_FORCE}), I.SUSPENDED, Role.LGO_HEAD, "ACC-6-4a")
RESUME = Step("恢复", frozenset({I.SUSPENDED}), I.IN_FORCE, Role.LGO_HEAD, "ACC-6-4a")
ABOLISH = Step("取消", frozenset({I.NEW, I.IN_FORCE, I.SUSPENDED}), I.ABOLISHED, Role.LGO_HEAD, "ACC-6-4a")
ITEM_STEPS = (ENTER_FORCE, AMEND, SUSPEND, RESUME, ABOLISH)

# What the ledger calls the work on a draft. Whoever did any of it is an author and reviews nothing of it.
DRAFTED, IMPORTED, EDITED = "起草", "导入草稿", "修改草稿"
ROW_ADDED, ROW_REMOVED = "增加一行", "删除一行"
CHART_SET, NODE_DESCRIBED = "更换流程图", "填写环节"
DRAFTING = frozenset({DRAFTED, IMPORTED, EDITED, ROW_ADDED, ROW_REMOVED, CHART_SET, NODE_DESCRIBED, SUBMIT.name})

# A clearing round: units hand entries in, reviewers say their opinion, the office's head decides (ASM-5-3-2a).
HAND_IN = Step("报送清理事项", frozenset({E.COMPILING, E.RETURNED}), E.SUBMITTED, Role.UNIT_CLERK, "ASM-5-3-2a")
LEAVE_OUT = Step("不再申报", frozenset({E.COMPILING}), E.WITHDRAWN, Role.UNIT_CLERK, "ASM-5-3-2a")
TAKE_UP = Step("重新申报", frozenset({E.WITHDRAWN}), E.COMPILING, Role.UNIT_CLERK, "ASM-5-3-2a")
CONFIRM = Step("清理确认", frozenset({E.SUBMITTED}), E.CONFIRMED, Role.LGO_HEAD, "ASM-5-3-2a")
STRIKE = Step("清理取消", frozenset({E.SUBMITTED}), E.ABOLISHED, Role.LGO_HEAD, "ACC-7-1")
FILE = Step("备案不公开", frozenset({E.SUBMITTED}), E.FILED, Role.LGO_HEAD, "ASM-5-3-2a")
SEND_BACK = Step("退回更正", frozenset({E.SUBMITTED}), E.RETURNED, Role.LGO_HEAD, "ASM-5-3-2a")
TAKE_BACK = Step("撤回决定", frozenset(DECIDED), E.SUBMITTED, Role.LGO_HEAD, "ASM-5-3-2a")
ENTRY_STEPS = (HAND_IN, LEAVE_OUT, TAKE_UP, CONFIRM, STRIKE, FILE, SEND_BACK, TAKE_BACK)
CLOSE_ROUND = Step("结束清理", frozenset({RoundStatus.OPEN}), RoundStatus.CLOSED, Role.LGO_HEAD, "ASM-5-3-2a")

# What the ledger calls the work on entries. Whoever did any of it neither reviews nor decides the entry.
ENTERED, ENTRY_EDITED, GIVEN_OPINION = "列入清理", "修改清理事项", "清理审核意见"
COMPILED = frozenset({ENTERED, ENTRY_EDITED, HAND_IN.name})

WITHDRAW_CHANGE = Step(
    "撤销登记", frozenset({ChangeStatus.RECORDED}), ChangeStatus.WITHDRAWN, Role.LGO_CLERK, "ACC-6-4a"
)
CHANGE_RECORDED = "登记变更事项"  # what the ledger calls the opening

TABLES = (
    Table("职权变更事项", ChangeStatus, (WITHDRAW_CHANGE,), frozenset({ChangeStatus.WITHDRAWN})),
    Table("清理审核", RoundStatus, (CLOSE_ROUND,), frozenset({RoundStatus.CLOSED})),
    Table("清理事项", E, ENTRY_STEPS, frozenset()),
    Table("职权版本", V, VERSION_STEPS, frozenset({V.SUPERSEDED})),
    Table("职权", I, ITEM_STEPS, frozenset({I.ABOLISHED})),
)
