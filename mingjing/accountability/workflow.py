"""Steps of a case of accountability, of an objection and of a published outcome (ACC-12, ACC-13, GAP-07)."""

from mingjing.accountability.enums import CaseStatus as S
from mingjing.accountability.enums import ObjectionStatus as O
from mingjing.accountability.enums import OutcomeStatus as P
from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role

REGISTERED = "立案"  # what the ledger calls the opening

BEFORE_DECISION = frozenset(
    {S.REGISTERED, S.INVESTIGATING, S.ESTABLISHED, S.INFORMED, S.HEARD, S.DIVIDED, S.DRAFTED, S.CHECKED}
)
DECIDED = frozenset({S.APPROVED, S.NOTIFIED, S.RECTIFYING, S.REPORTED, S.VERIFIED, S.CLOSED})
OVER = frozenset({S.CLOSED, S.NOT_ESTABLISHED, S.TRANSFERRED, S.REVOKED})
READ_ONLY = OVER | {S.TRANSFERRING}
AWAY = frozenset({S.TRANSFERRING, S.TRANSFERRED})

INVESTIGATE = Step("开展调查", frozenset({S.REGISTERED}), S.INVESTIGATING, Role.LGO_CLERK, "ACC-12-a")
ESTABLISH = Step("查清事实", frozenset({S.INVESTIGATING}), S.ESTABLISHED, Role.LGO_CLERK, "ACC-12-b")
REINVESTIGATE = Step(
    "补充调查", frozenset({S.ESTABLISHED, S.INFORMED, S.HEARD, S.DIVIDED}), S.INVESTIGATING, Role.LGO_CLERK, "ACC-12-a"
)
INFORM = Step("告知陈述申辩", frozenset({S.ESTABLISHED}), S.INFORMED, Role.LGO_CLERK, "ACC-12-c")
HEAR = Step("听取完毕", frozenset({S.INFORMED}), S.HEARD, Role.LGO_CLERK, "ACC-12-c")
DIVIDE = Step("区分责任", frozenset({S.HEARD, S.DIVIDED}), S.DIVIDED, Role.LGO_CLERK, "ACC-12-d")
DRAFT = Step("拟定决定", frozenset({S.DIVIDED}), S.DRAFTED, Role.LGO_CLERK, "ACC-12-e")
CHECK = Step("法制审核通过", frozenset({S.DRAFTED}), S.CHECKED, Role.LEGAL_REVIEWER, "ACC-12-e")
OBJECT = Step("法制审核退回", frozenset({S.DRAFTED}), S.DIVIDED, Role.LEGAL_REVIEWER, "ACC-12-e")
APPROVE = Step("批准决定", frozenset({S.CHECKED}), S.APPROVED, Role.LGO_HEAD, "ACC-12-e")
APPROVE_ABOVE = Step("领导小组批准", frozenset({S.CHECKED}), S.APPROVED, Role.LG_MEMBER, "ACC-4-3")
SEND_BACK = Step("退回重拟", frozenset({S.CHECKED}), S.DIVIDED, Role.LGO_HEAD, "ACC-12-e")
SEND_BACK_ABOVE = Step("领导小组退回重拟", frozenset({S.CHECKED}), S.DIVIDED, Role.LG_MEMBER, "ACC-12-e")
NOTIFY = Step("下达书面通知", frozenset({S.APPROVED}), S.NOTIFIED, Role.LGO_CLERK, "ACC-12-f")
DELIVERED = Step("送达完毕", frozenset({S.NOTIFIED}), S.RECTIFYING, Role.LGO_CLERK, "ACC-13-a")
REPORT = Step("报告改正", frozenset({S.RECTIFYING}), S.REPORTED, Role.UNIT_CLERK, "ACC-13-b")
RETURN = Step("核实未通过", frozenset({S.REPORTED}), S.RECTIFYING, Role.LGO_CLERK, "ACC-9-3")
VERIFY = Step("核实改正", frozenset({S.RECTIFYING, S.REPORTED}), S.VERIFIED, Role.LGO_CLERK, "ACC-13-b")
CLOSE = Step("办结", frozenset({S.VERIFIED}), S.CLOSED, Role.LGO_CLERK, "ACC-13-b")
ACQUIT = Step(
    "不予追究", frozenset({S.INVESTIGATING, S.ESTABLISHED, S.INFORMED, S.HEARD, S.DIVIDED}), S.NOT_ESTABLISHED,
    Role.LGO_HEAD, "ACC-12-b"
)  # fmt: skip
TRANSFER = Step("移交", BEFORE_DECISION - {S.REGISTERED}, S.TRANSFERRING, Role.LGO_HEAD, "ACC-11-4")
TRANSFER_JUDICIAL = Step("移送司法机关", BEFORE_DECISION - {S.REGISTERED}, S.TRANSFERRING, Role.LGO_HEAD, "ACC-11-5")
RECEIVED = Step("登记移交回执", frozenset({S.TRANSFERRING}), S.TRANSFERRED, Role.LGO_CLERK, "ACC-11-4")
TAKE_BACK = Step("撤回移交", frozenset({S.TRANSFERRING}), S.INVESTIGATING, Role.LGO_HEAD, "ACC-11-4")
TAKE_BACK_ABOVE = Step("领导小组撤回移送", frozenset({S.TRANSFERRING}), S.INVESTIGATING, Role.LG_MEMBER, "ACC-11-5")
REVOKE = Step("撤销决定", DECIDED, S.REVOKED, Role.LGO_HEAD, "GAP-07")
REVOKE_ABOVE = Step("领导小组撤销决定", DECIDED, S.REVOKED, Role.LG_MEMBER, "GAP-07")
DECIDE_ANEW = Step("因异议重新决定", DECIDED, S.DIVIDED, Role.LGO_HEAD, "GAP-07")
DECIDE_ANEW_ABOVE = Step("领导小组要求重新决定", DECIDED, S.DIVIDED, Role.LG_MEMBER, "GAP-07")

# What the head of the office may do who had no part in the case; else, and above the head, a member of the group.
ASSIGN = Step("指定异议办理人", frozenset({O.FILED}), O.ASSIGNED, Role.LGO_HEAD, "GAP-07")
ASSIGN_ABOVE = Step("领导小组指定异议办理人", frozenset({O.FILED}), O.ASSIGNED, Role.LG_MEMBER, "GAP-07")
REASSIGN = Step("改派异议办理人", frozenset({O.ASSIGNED}), O.ASSIGNED, Role.LGO_HEAD, "GAP-07")
REASSIGN_ABOVE = Step("领导小组改派异议办理人", frozenset({O.ASSIGNED}), O.ASSIGNED, Role.LG_MEMBER, "GAP-07")
DISMISS = Step("逾期不予受理", frozenset({O.FILED}), O.DISMISSED, Role.LGO_HEAD, "GAP-07")
DISMISS_ABOVE = Step("领导小组决定逾期不予受理", frozenset({O.FILED}), O.DISMISSED, Role.LG_MEMBER, "GAP-07")
ANSWER = Step("拟定异议答复", frozenset({O.ASSIGNED}), O.ANSWERED, Role.LGO_CLERK, "GAP-07")  # whoever was named
REDO = Step("退回重拟答复", frozenset({O.ANSWERED}), O.ASSIGNED, Role.LGO_HEAD, "GAP-07")
REDO_ABOVE = Step("领导小组退回重拟答复", frozenset({O.ANSWERED}), O.ASSIGNED, Role.LG_MEMBER, "GAP-07")
UPHOLD = Step("维持原决定", frozenset({O.ANSWERED}), O.UPHELD, Role.LGO_HEAD, "GAP-07")
UPHOLD_ABOVE = Step("领导小组维持原决定", frozenset({O.ANSWERED}), O.UPHELD, Role.LG_MEMBER, "GAP-07")
CHANGE = Step("变更原决定", frozenset({O.ANSWERED}), O.CHANGED, Role.LGO_HEAD, "GAP-07")
CHANGE_ABOVE = Step("领导小组变更原决定", frozenset({O.ANSWERED}), O.CHANGED, Role.LG_MEMBER, "GAP-07")
SET_ASIDE = Step("撤销原决定", frozenset({O.ANSWERED}), O.REVOKED, Role.LGO_HEAD, "GAP-07")
SET_ASIDE_ABOVE = Step("领导小组撤销原决定", frozenset({O.ANSWERED}), O.REVOKED, Role.LG_MEMBER, "GAP-07")

PUBLISH = Step("批准公开", frozenset({P.DRAFTED}), P.PUBLISHED, Role.LGO_HEAD, "ACC-3-b")
WITHDRAW = Step("撤回公开", frozenset({P.PUBLISHED}), P.WITHDRAWN, Role.LGO_HEAD, "ACC-3-b")

CASE_STEPS = (
    INVESTIGATE, ESTABLISH, REINVESTIGATE, INFORM, HEAR, DIVIDE, DRAFT, CHECK, OBJECT, APPROVE, APPROVE_ABOVE,
    SEND_BACK, SEND_BACK_ABOVE, NOTIFY, DELIVERED, REPORT, RETURN, VERIFY, CLOSE, ACQUIT, TRANSFER, TRANSFER_JUDICIAL,
    RECEIVED, TAKE_BACK, TAKE_BACK_ABOVE, REVOKE, REVOKE_ABOVE, DECIDE_ANEW, DECIDE_ANEW_ABOVE,
)  # fmt: skip
OBJECTION_STEPS = (
    ASSIGN, ASSIGN_ABOVE, REASSIGN, REASSIGN_ABOVE, DISMISS, DISMISS_ABOVE, ANSWER, REDO, REDO_ABOVE, UPHOLD,
    UPHOLD_ABOVE, CHANGE, CHANGE_ABOVE, SET_ASIDE, SET_ASIDE_ABOVE,
)  # fmt: skip
ENDED = frozenset({O.UPHELD, O.CHANGED, O.REVOKED, O.DISMISSED})
TABLES = (
    Table("责任追究", S, CASE_STEPS, frozenset({S.NOT_ESTABLISHED, S.TRANSFERRED, S.REVOKED})),
    Table("异议", O, OBJECTION_STEPS, ENDED),
    Table("公开的追究结果", P, (PUBLISH, WITHDRAW), frozenset({P.WITHDRAWN})),
)
