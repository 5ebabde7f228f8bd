"""Panels and acts of a complaint. A room adds one by a line in `parts.py`.

What they are given: (request, complaint, keys), and an act what its form said. A panel's `keys` is None while the
viewer's sealing key is locked. What many panels read is in `reading.of`.
"""

from collections.abc import Callable

from mingjing.complaints import access
from mingjing.complaints.models import Complaint
from mingjing.core.steps import Step
from mingjing.people.models import Official
from mingjing.workbench import acts
from mingjing.workbench.acts import Doer, Former, NoWords, Panel, plain

__all__ = ["Act", "Doer", "Former", "May", "NoWords", "Panel", "plain"]
May = Callable[[Official, Complaint], bool]


class Act(acts.Act[Complaint]):
    """A button on the page of a case."""

    def may_take(self, viewer: Official, step: Step, case: Complaint) -> bool:
        """True if the step is this person's and the case may take it now."""
        return access.may_take(viewer, step, case)
