"""Steps of a complaint, of a forwarded package and of a public summary."""

from mingjing.complaints.enums import ComplaintStatus as S
from mingjing.complaints.enums import ForwardStatus as F
from mingjing.complaints.enums import SummaryStatus as P
from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role

REGISTERED = "登记"  # what the ledger calls the opening

OPEN = frozenset({S.REGISTERED, S.ACCEPTED, S.FORWARDED, S.APPROVED, S.INVESTIGATING, S.CONCLUDED})

ACCEPT = Step("受理", frozenset({S.REGISTERED}), S.ACCEPTED, Role.CENTRE_CLERK, "GAP-21")
DECLINE = Step("不予受理", frozenset({S.REGISTERED}), S.DECLINED, Role.CENTRE_HEAD, "CMP-7-6")
FORWARD = Step("转办", frozenset({S.REGISTERED}), S.FORWARDED, Role.CENTRE_CLERK, "CMP-7-3")
TAKE_BACK = Step("收回转办", frozenset({S.FORWARDED}), S.REGISTERED, Role.CENTRE_CLERK, "CMP-7-3")
APPROVE = Step("批准调查", frozenset({S.ACCEPTED}), S.APPROVED, Role.CENTRE_HEAD, "CMP-7-2a")
INVESTIGATE = Step("组织调查", frozenset({S.APPROVED}), S.INVESTIGATING, Role.CENTRE_CLERK, "CMP-7-2b")
CONCLUDE = Step(
    "处理完毕", frozenset({S.INVESTIGATING, S.FORWARDED}), S.CONCLUDED, Role.CENTRE_CLERK, "CMP-7-2c"
)  # fmt: skip
CLOSE = Step("办结", frozenset({S.CONCLUDED}), S.CLOSED, Role.CENTRE_CLERK, "CMP-7-2d")
REOPEN = Step("重新办理", frozenset({S.CLOSED, S.DECLINED}), S.ACCEPTED, Role.CENTRE_HEAD, "CMP-7-2d")
MERGE = Step("并案", frozenset({S.REGISTERED, S.ACCEPTED}), S.MERGED, Role.CENTRE_CLERK, "CMP-7-1b")
REFER = Step(
    "移送", frozenset({S.REGISTERED, S.ACCEPTED, S.INVESTIGATING, S.CONCLUDED}), S.REFERRED, Role.CENTRE_HEAD, "GAP-19"
)
VOID = Step("作废", frozenset({S.REGISTERED}), S.VOIDED, Role.CENTRE_HEAD, "CMP-7-1c")

RECEIVE = Step("签收", frozenset({F.SENT}), F.RECEIVED, Role.UNIT_CLERK, "CMP-7-3")
ANSWER = Step("答复", frozenset({F.RECEIVED}), F.ANSWERED, Role.UNIT_CLERK, "CMP-7-3")
RETURN = Step("退回", frozenset({F.SENT, F.RECEIVED}), F.RETURNED, Role.UNIT_CLERK, "CMP-7-3")

PUBLISH = Step("公开摘要", frozenset({P.DRAFTED}), P.PUBLISHED, Role.CENTRE_HEAD, "ACC-9-1b")
WITHDRAW = Step("撤回摘要", frozenset({P.PUBLISHED}), P.WITHDRAWN, Role.CENTRE_HEAD, "GAP-04")

COMPLAINT_STEPS = (
    ACCEPT, DECLINE, FORWARD, TAKE_BACK, APPROVE, INVESTIGATE, CONCLUDE, CLOSE, REOPEN, MERGE, REFER, VOID,
)  # fmt: skip
TABLES = (
    Table("投诉举报", S, COMPLAINT_STEPS, frozenset({S.MERGED, S.REFERRED, S.VOIDED})),
    Table("转办件", F, (RECEIVE, ANSWER, RETURN), frozenset({F.ANSWERED, F.RETURNED})),
    Table("公开摘要", P, (PUBLISH, WITHDRAW), frozenset({P.WITHDRAWN})),
)
