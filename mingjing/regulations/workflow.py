"""Steps of a regulation version."""

from mingjing.core.steps import Step
from mingjing.people.enums import Role
from mingjing.regulations.enums import PackStatus

ACTIVATE = Step("启用", frozenset({PackStatus.DRAFT}), PackStatus.ACTIVE, Role.LGO_HEAD, "NOT-2")
RETIRE = Step("停用", frozenset({PackStatus.ACTIVE}), PackStatus.RETIRED, Role.LGO_HEAD, "NOT-1")
STEPS = (ACTIVATE, RETIRE)
STATES = PackStatus
FINAL = frozenset({PackStatus.RETIRED})
