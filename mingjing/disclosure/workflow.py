"""Steps of what readers of public pages report (ASM-5-3-4c)."""

from mingjing.core.steps import Step, Table
from mingjing.disclosure.enums import ReportStatus as R
from mingjing.people.enums import Role

ANSWER = Step("答复反馈", frozenset({R.OPEN}), R.ANSWERED, Role.UNIT_CLERK, "ASM-5-3-4c")
ANSWER_FOR_CITY = Step("办公室答复反馈", frozenset({R.OPEN}), R.ANSWERED, Role.LGO_CLERK, "ASM-5-3-4c")
PASS_ON = Step("转投诉举报中心", frozenset({R.OPEN}), R.PASSED, Role.LGO_CLERK, "CMP-7-3")
REPORT_STEPS = (ANSWER, ANSWER_FOR_CITY, PASS_ON)

TABLES = (Table("读者反馈", R, REPORT_STEPS, frozenset({R.ANSWERED, R.PASSED})),)

# What the ledger calls what moves nothing.
PLANNED, CHANGED, ENDED = "制定公开计划", "修改公开计划", "终止公开计划"
STAGED, CLOSED, NOTED = "登记阶段", "阶段结束", "登记公开事由"
RECORDED, CORRECTED, MARKED, CONFIRMED = "登记公开", "更正公开记录", "标明范围是否相符", "核对页面无变化"
REPORTED, LINKED, LINK_DEAD, LINK_ALIVE = "收到读者反馈", "登记门户链接", "门户链接失效", "门户链接恢复"
UNLINKED = "撤下门户链接"
TEN_LOADED, TEN_ADDED, TEN_CHANGED, TEN_RETIRED = "载入默认清单", "增加清单内容", "修改清单内容", "移出清单"
TEN_TAKEN = "按十公开清单生成阶段"
