"""Steps of a lead. Whether one becomes a case is decided by a person, in a later step of its own (X-08)."""

from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role
from mingjing.supervision.enums import LeadStatus as L

CLOSE = Step("了结线索", frozenset({L.REGISTERED}), L.CLOSED, Role.LGO_CLERK, "ACC-3-b")
LEAD_STEPS = (CLOSE,)
TABLES = (Table("线索", L, LEAD_STEPS, frozenset({L.CLOSED})),)

REGISTERED = "登记线索"  # what the ledger calls the opening
