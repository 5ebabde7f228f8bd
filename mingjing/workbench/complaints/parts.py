"""What the page of a case is made of, in its order. Another room adds its panel or act here, a line each."""

from mingjing.workbench.complaints import forwarding, guarding, identity, late, publishing, replying, showing
from mingjing.workbench.complaints.kinds import Act, Panel

PANELS: list[Panel] = [
    showing.FACTS,
    showing.CLOCKS,
    late.OFFER,
    guarding.KEEPING,
    showing.STATEMENT,
    identity.PANEL,
    showing.PAPERS,
    showing.APPROVALS,
    forwarding.PANEL,
    showing.DELIVERIES,
    publishing.PANEL,
    showing.PEOPLE,
    showing.LEDGER,
]
ACTS: list[Act] = [
    *forwarding.ACTS,
    *guarding.ACTS,
    *replying.ACTS,
    *publishing.ACTS,
]
