"""Steps of a lead. Whether one becomes a case is decided by a person, in a step of its own (X-08)."""

from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role
from mingjing.supervision.enums import LeadStatus as L

CLOSE = Step("了结线索", frozenset({L.REGISTERED}), L.CLOSED, Role.LGO_CLERK, "ACC-3-b")
JOIN = Step("并入线索", frozenset({L.REGISTERED}), L.JOINED, Role.LGO_CLERK, "ACC-3-b")
OPEN_CASE = Step("立案", frozenset({L.REGISTERED}), L.OPENED, Role.LGO_CLERK, "ACC-3-b")
SETTLE = Step("案件了结线索", frozenset({L.OPENED}), L.CLOSED, Role.LGO_HEAD, "ACC-12-b")
LEAD_STEPS = (JOIN, OPEN_CASE, CLOSE, SETTLE)
TABLES = (Table("线索", L, LEAD_STEPS, frozenset({L.JOINED, L.CLOSED})),)

REGISTERED = "登记线索"  # what the ledger calls the opening
FOLLOWED = "随主线索改并入"  # what it says of a lead whose main one was itself joined to another
