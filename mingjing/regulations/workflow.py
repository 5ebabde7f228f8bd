"""Steps of a regulation version."""

from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role
from mingjing.regulations.enums import PackStatus

ACTIVATE = Step("启用", frozenset({PackStatus.DRAFT}), PackStatus.ACTIVE, Role.LGO_HEAD, "NOT-2")
RETIRE = Step("停用", frozenset({PackStatus.ACTIVE}), PackStatus.RETIRED, Role.LGO_HEAD, "NOT-1")
TABLES = (Table("法规版本", PackStatus, (ACTIVATE, RETIRE), frozenset({PackStatus.RETIRED})),)
