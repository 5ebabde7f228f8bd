"""What the page of a case is made of, in its order. Another room adds its panel or act here, a line each."""

from mingjing.workbench.complaints import (
    archive,
    extending,
    forwarding,
    guarding,
    identity,
    late,
    naming,
    publishing,
    replying,
    showing,
    telling,
)
from mingjing.workbench.complaints.kinds import Act, Panel

PANELS: list[Panel] = [
    showing.FACTS,
    showing.CLOCKS,
    late.OFFER,
    guarding.KEEPING,
    naming.PANEL,
    showing.STATEMENT,
    identity.PANEL,
    showing.PAPERS,
    showing.APPROVALS,
    forwarding.PANEL,
    extending.PANEL,
    telling.PANEL,
    publishing.PANEL,
    showing.PEOPLE,
    archive.PANEL,
    showing.LEDGER,
]
ACTS: list[Act] = [
    *forwarding.ACTS,
    *guarding.ACTS,
    *replying.ACTS,
    *publishing.ACTS,
    *naming.ACTS,
    *telling.ACTS,
    *extending.ACTS,
    *archive.ACTS,
]
