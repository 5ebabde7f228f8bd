"""Steps of a signal. It asks, a unit answers, the office reads; nothing here opens a case (X-08)."""

from mingjing.casework.enums import SignalStatus as S
from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role

ANSWER = Step("答复", frozenset({S.OPEN}), S.ANSWERED, Role.UNIT_CLERK, "ACC-7-2c")
ASK_AGAIN = Step("退回重新答复", frozenset({S.ANSWERED}), S.OPEN, Role.LGO_CLERK, "ACC-7-2c")
ACCEPT = Step("采纳答复", frozenset({S.ANSWERED}), S.ACCEPTED, Role.LGO_CLERK, "ACC-7-2c")
TABLES = (Table("监察信号", S, (ANSWER, ASK_AGAIN, ACCEPT), frozenset({S.ACCEPTED})),)
