"""Steps of an opening: by two custodians in turn, for the requester alone, for a day (CMP-3-b, CMP-8-b)."""

import datetime as dt

from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role
from mingjing.sealing.enums import WAITING
from mingjing.sealing.enums import OpeningStatus as S

BASIS = "CMP-8-b"
HELD_OPEN = dt.timedelta(hours=24)

FIRST = Step("拆第一层", frozenset({S.REQUESTED}), S.HALF, Role.CUSTODIAN, BASIS)
SECOND = Step("拆第二层", frozenset({S.HALF}), S.OPEN, Role.CUSTODIAN, BASIS)
SEND_BACK = Step("退回重拆", frozenset({S.HALF}), S.REQUESTED, Role.CUSTODIAN, BASIS)
REFUSE = Step("不予启封", frozenset(WAITING), S.REFUSED, Role.CUSTODIAN, BASIS)
WITHDRAW = Step("撤回启封申请", frozenset(WAITING), S.WITHDRAWN, Role.CENTRE_CLERK, BASIS)
EXPIRE = Step("启封到期", frozenset({S.OPEN}), S.EXPIRED, Role.SYSTEM, BASIS)
OPENING_STEPS = (FIRST, SECOND, SEND_BACK, REFUSE, WITHDRAW, EXPIRE)
TABLES = (Table("启封", S, OPENING_STEPS, frozenset({S.EXPIRED, S.REFUSED, S.WITHDRAWN})),)

# What the ledger calls what moves nothing.
REQUESTED, FETCHED, VIEWED = "申请启封", "领取拆封文件", "查看启封内容"
