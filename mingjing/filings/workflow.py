"""Steps of a filing: the unit hands in, the office takes it or sends it back for correction.

The steps stand under the group of grounds; the ledger names the ground of the task itself (ACC-8-1, ACC-8-2).
"""

from dataclasses import replace

from mingjing.core.steps import Step, Table
from mingjing.filings.enums import FilingStatus as F
from mingjing.people.enums import Role

BASIS = "ACC-8-0"
ANNUAL_BASIS, AD_HOC_BASIS = "ACC-8-1", "ACC-8-2"
TO_DO = frozenset({F.TO_FILE, F.RETURNED})
OPEN = TO_DO | {F.FILED}

FILE = Step("报送", frozenset({F.TO_FILE}), F.FILED, Role.UNIT_CLERK, BASIS)
FILE_AGAIN = Step("补正后报送", frozenset({F.RETURNED}), F.FILED, Role.UNIT_CLERK, BASIS)
ACCEPT = Step("接收", frozenset({F.FILED}), F.ACCEPTED, Role.LGO_CLERK, BASIS)
RETURN = Step("退回补正", frozenset({F.FILED}), F.RETURNED, Role.LGO_CLERK, BASIS)
WITHDRAW = Step("撤回报送任务", OPEN, F.WITHDRAWN, Role.LGO_CLERK, BASIS)
STEPS = (FILE, FILE_AGAIN, ACCEPT, RETURN, WITHDRAW)
TABLES = (Table("报送", F, STEPS, frozenset({F.ACCEPTED, F.WITHDRAWN})),)

# What the ledger calls what moves nothing.
SENT, GIVEN, MOVED, REMINDED, RECEIPTED = "下达报送任务", "要求报送", "另定期限", "提醒报送", "出具回执"
EXCUSED, NOT_EXCUSED = "认定迟报有正当理由", "认定迟报无正当理由"


def resting_on(step: Step, basis: str) -> Step:
    """The step as the ledger writes it, on the ground of the task."""
    return replace(step, basis=basis)
