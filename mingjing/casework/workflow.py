"""Steps of a signal. It asks, a unit answers, the office reads; nothing here opens a case (X-08)."""

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
TABLES = (Table("监察信号", S, SIGNAL_STEPS, frozenset({S.ACCEPTED, S.LIFTED, S.WITHDRAWN})),)

# What the ledger calls what does not move a signal.
RAISED, READ = "发出", "阅知"
