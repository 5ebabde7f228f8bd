"""Steps of a meeting's record. The last signature locks it; whoever is wrong about it after that adds a note."""

from mingjing.core.steps import Step, Table
from mingjing.meetings.enums import MeetingStatus as M
from mingjing.people.enums import Role

SEND = Step("送签", frozenset({M.DRAFT}), M.SIGNING, Role.UNIT_CLERK, "ACC-10-3a")
TAKE_BACK = Step("收回修改", frozenset({M.SIGNING}), M.DRAFT, Role.UNIT_CLERK, "ACC-10-3a")
WITHDRAW = Step("撤销记录", frozenset({M.DRAFT}), M.WITHDRAWN, Role.UNIT_CLERK, "ACC-10-3a")
LOCK = Step("签字完毕，锁定", frozenset({M.SIGNING}), M.SIGNED, Role.SYSTEM, "ACC-10-3b")
MEETING_STEPS = (SEND, TAKE_BACK, WITHDRAW, LOCK)
TABLES = (Table("会议记录", M, MEETING_STEPS, frozenset({M.SIGNED, M.WITHDRAWN})),)

# What the ledger calls what does not move the record.
RECORDED, EDITED, SAID = "登记会议记录", "修改会议记录", "表明意见"
SIGNED, UNSIGNED, ADDED = "签字", "记明没有签字", "补记"
