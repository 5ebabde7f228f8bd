"""Steps of signals, operation records and objections.

A signal asks, a unit answers, the office reads; nothing here opens a case (X-08).
"""

from mingjing.casework.enums import ObjectionStatus as O
from mingjing.casework.enums import RecordStatus as R
from mingjing.casework.enums import SignalStatus as S
from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role

ANSWER = Step("答复", frozenset({S.OPEN}), S.ANSWERED, Role.UNIT_CLERK, "ACC-7-2c")
ASK_AGAIN = Step("退回重新答复", frozenset({S.ANSWERED}), S.OPEN, Role.LGO_CLERK, "ACC-7-2c")
ACCEPT = Step("采纳答复", frozenset({S.ANSWERED}), S.ACCEPTED, Role.LGO_CLERK, "ACC-7-2c")
# A warning ends with what it warned of; anything else is taken back only when it turns out not to be so.
LIFT = Step("解除预警", frozenset({S.OPEN}), S.LIFTED, Role.SYSTEM, "ACC-7-2c")
WITHDRAW = Step("撤销", frozenset({S.OPEN}), S.WITHDRAWN, Role.SYSTEM, "ACC-4-4a")
SIGNAL_STEPS = (ANSWER, ASK_AGAIN, ACCEPT, LIFT, WITHDRAW)

# 登记表: the clerk fills it in, the leader lets it out, the office shelves it (ASM-5-4-2).
BEGIN = Step("开始登记", frozenset({R.OPEN}), R.RUNNING, Role.UNIT_CLERK, "ASM-5-4-2a")
FINISH = Step("办结送审", frozenset({R.RUNNING}), R.FINISHED, Role.UNIT_CLERK, "ASM-5-4-2a")
RETURN = Step("退回补正", frozenset({R.FINISHED, R.PUBLICISED}), R.RUNNING, Role.UNIT_LEADER, "ASM-5-4-2a")
PUBLICISE = Step("批准公示", frozenset({R.FINISHED}), R.PUBLICISED, Role.UNIT_LEADER, "ASM-5-4-2b")
# A power that is not open to the public has its records filed without publicity.
EXEMPT = Step("批准报备，不公示", frozenset({R.FINISHED}), R.FILED, Role.UNIT_LEADER, "ASM-5-4-2b")
FILE = Step("报备", frozenset({R.PUBLICISED}), R.FILED, Role.UNIT_CLERK, "ASM-5-4-2a")
SHELVE = Step("归档", frozenset({R.FILED}), R.CLOSED, Role.LGO_CLERK, "ASM-5-4-2a")
TAKE_BACK = Step("撤回", frozenset({R.OPEN, R.RUNNING}), R.WITHDRAWN, Role.UNIT_CLERK, "ASM-5-4-2a")
RECORD_STEPS = (BEGIN, FINISH, RETURN, PUBLICISE, EXEMPT, FILE, SHELVE, TAKE_BACK)

ANSWER_OBJECTION = Step("答复异议", frozenset({O.OPEN}), O.ANSWERED, Role.UNIT_CLERK, "ASM-5-4-2b")
OBJECTION_STEPS = (ANSWER_OBJECTION,)

TABLES = (
    Table("监察信号", S, SIGNAL_STEPS, frozenset({S.ACCEPTED, S.LIFTED, S.WITHDRAWN})),
    Table("动态运行登记表", R, RECORD_STEPS, frozenset({R.CLOSED, R.WITHDRAWN})),
    Table("公示异议", O, OBJECTION_STEPS, frozenset({O.ANSWERED})),
)

# What the ledger calls what does not move a signal.
RAISED, READ, CHASED, RULED = "发出", "阅知", "催办", "设定监察规则"
OPENED, ENTERED, ATTACHED, NOTED, OBJECTED = "开表", "登记环节", "附上文件", "监督人意见", "收到异议"
