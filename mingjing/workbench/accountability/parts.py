"""What the page of a case is made of, in the order of its file. A room adds its panels and acts here, a line each."""

from mingjing.workbench.accountability import (
    acquitting,
    deciding,
    dividing,
    evidence,
    exporting,
    following,
    investigating,
    issuing,
    oversight,
    publicising,
    showing,
    stating,
    subjects,
    transferring,
)
from mingjing.workbench.accountability.kinds import Act, Panel

PANELS: list[Panel] = [
    showing.FACTS,
    subjects.PANEL,
    investigating.PANEL,
    evidence.PANEL,
    stating.PANEL,
    investigating.CHECK,
    dividing.PANEL,
    deciding.PANEL,
    oversight.PANEL,
    issuing.PANEL,
    following.PANEL,
    transferring.PANEL,
    publicising.PANEL,
    exporting.PANEL,
    showing.LEDGER,
]
ACTS: list[Act] = [
    *subjects.ACTS,
    *investigating.ACTS,
    *evidence.ACTS,
    *stating.ACTS,
    *investigating.STEPS,
    acquitting.ACQUIT,
    *deciding.ACTS,
    *issuing.ACTS,
    *following.ACTS,
    *transferring.ACTS,
    exporting.ACT,
    *publicising.ACTS,
    oversight.INSTRUCT,
    oversight.ANSWER,
]
