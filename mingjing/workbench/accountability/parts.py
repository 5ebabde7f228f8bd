"""What the page of a case is made of, in the order of its file. A room adds its panels and acts here, a line each."""

from mingjing.workbench.accountability import issuing, oversight, publicising, showing
from mingjing.workbench.accountability.kinds import Act, Panel

PANELS: list[Panel] = [
    showing.FACTS,
    oversight.PANEL,
    issuing.PANEL,
    publicising.PANEL,
    showing.LEDGER,
]
ACTS: list[Act] = [
    *issuing.ACTS,
    *publicising.ACTS,
    oversight.INSTRUCT,
    oversight.ANSWER,
]
