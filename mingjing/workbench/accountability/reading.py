"""What several parts of the page of a case read: asked once, kept with the case that the page was given."""

from functools import cached_property

from mingjing.accountability.models import AccountabilityCase, Evidence, Fact, Subject
from mingjing.accountability.selectors import evidence

KEPT = "_read"


class Reading:
    """The file of a case as the panels and forms of one page read it."""

    def __init__(self, case: AccountabilityCase) -> None:
        self.case = case

    @property
    def subjects(self) -> list[Subject]:
        """Those who may be responsible and were not taken out again."""
        return [one for one in self.case.subjects.all() if one.removed_on is None]

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Every piece with its files in `shown`. One query."""
        return list(evidence.pieces(self.case))

    @property
    def standing(self) -> list[Evidence]:
        """The pieces that were not set aside."""
        return [piece for piece in self.evidence if piece.set_aside_on is None]

    @cached_property
    def facts(self) -> list[Fact]:
        """Every fact with the numbers of its evidence in `rests_on`, of that which stands in `standing`."""
        found, stands = list(evidence.facts(self.case)), {piece.no for piece in self.standing}
        for fact in found:
            vars(fact)["standing"] = [no for no in vars(fact)["rests_on"] if no in stands]
        return found


def of(case: AccountabilityCase) -> Reading:
    """What was read of the case so far."""
    found: Reading = vars(case).setdefault(KEPT, Reading(case))
    return found
