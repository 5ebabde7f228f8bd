"""Steps of a take-down. Hiding is at once and one person's; whether it stays so is decided by another (X-02)."""

from mingjing.core.steps import Step, Table
from mingjing.people.enums import Role
from mingjing.takedowns.enums import TakedownStatus as S

RESTORE = Step("恢复公开", frozenset({S.HIDDEN}), S.RESTORED, Role.LGO_HEAD, "ACC-9-4a")
REMOVE = Step("确认不再公开", frozenset({S.HIDDEN}), S.REMOVED, Role.LGO_HEAD, "ACC-9-4a")
TAKEDOWN_STEPS = (RESTORE, REMOVE)
TABLES = (Table("紧急撤下", S, TAKEDOWN_STEPS, frozenset({S.RESTORED, S.REMOVED})),)

TAKEN_DOWN = "紧急撤下"  # what the ledger calls the hiding itself
