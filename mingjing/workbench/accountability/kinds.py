"""Panels and acts of a case of accountability. A room adds one by a line in `parts.py`.

What they are given: (request, case), and an act what its form said.
"""

from collections.abc import Callable

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase
from mingjing.core.steps import Step
from mingjing.people.models import Official
from mingjing.workbench import acts
from mingjing.workbench.acts import Doer, Former, NoWords, Panel, plain

__all__ = ["Act", "Doer", "Former", "May", "NoWords", "Panel", "plain"]
May = Callable[[Official, AccountabilityCase], bool]


class Act(acts.Act[AccountabilityCase]):
    """A button on the page of a case."""

    def may_take(self, viewer: Official, step: Step, case: AccountabilityCase) -> bool:
        """True if the step is this person's and the case may take it now."""
        return access.may_take(viewer, step, case)
