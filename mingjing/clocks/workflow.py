"""Steps of a clock. A breach is an event and never erased."""

from mingjing.clocks.enums import ClockStatus as C
from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role

PAUSE = Step("中止计时", frozenset({C.RUNNING}), C.PAUSED, Role.UNIT_CLERK, "ACC-7-2c")
RESUME = Step("恢复计时", frozenset({C.PAUSED}), C.RUNNING, Role.UNIT_CLERK, "ACC-7-2c")
STOP = Step("停止计时", frozenset({C.RUNNING, C.PAUSED}), C.STOPPED, Role.UNIT_CLERK, "ACC-7-2c")
BREACH = Step("记录逾期", frozenset({C.RUNNING}), C.BREACHED, Role.SYSTEM, "ACC-7-2c")
STOP_LATE = Step("逾期后办结", frozenset({C.BREACHED}), C.CLOSED_LATE, Role.UNIT_CLERK, "ACC-7-2c")
TABLES = (Table("期限", C, (PAUSE, RESUME, STOP, BREACH, STOP_LATE), frozenset({C.STOPPED, C.CLOSED_LATE})),)
