"""A case that was decided, told and is being corrected, with its tasks given: for tests of what follows a decision."""

import datetime as dt
from dataclasses import dataclass, field

from mingjing.accountability.models import AccountabilityCase, Decision, Measure, Subject
from mingjing.accountability.services import effects
from mingjing.assignments import services as assignments
from mingjing.assignments.models import Assignment
from mingjing.core.uploads import Kept
from tests.accountability import factories as make
from tests.accountability.factories import AT, DAY, TODAY, Cast

DUE = TODAY + 10 * DAY
PAPER = Kept(name="书面检查.pdf", kind="application/pdf", digest="a" * 64, size=10, scanned=True)


@dataclass
class Followed:
    """The case, its decision and who is held to account."""

    people: Cast
    case: AccountabilityCase
    decision: Decision
    unit: Subject
    handler: Subject
    measures: dict[str, Measure] = field(default_factory=dict)

    @property
    def tasks(self) -> dict[str, Assignment]:
        """The tasks of the case by their article, the newest of each."""
        return {row.basis: row for row in Assignment.objects.filter(about_id=self.case.pk).order_by("id")}

    def report(self, basis: str = "ACC-13-a", *, files: tuple[Kept, ...] = (), at: dt.datetime = AT) -> Assignment:
        row = self.tasks[basis]
        assignments.report(row, text="已全部改正。", files=files, by=self.people.clerk, today=TODAY, at=at)
        self.case.refresh_from_db()
        return row

    def accept(self, basis: str = "ACC-13-a") -> None:
        assignments.accept(self.tasks[basis], by=self.people.lgo, today=TODAY, at=AT)
        self.case.refresh_from_db()

    def send_back(self, basis: str = "ACC-13-a") -> None:
        assignments.send_back(self.tasks[basis], reason="没有附证明", by=self.people.lgo, at=AT)
        self.case.refresh_from_db()


def followed(
    people: Cast,
    *,
    unit: tuple[str, ...] = (),
    handler: tuple[str, ...] = (),
    status: str = "rectifying",
    begun: bool = True,
    discipline: bool = False,
    **columns: object,
) -> Followed:
    """A decision with these measures for the unit and for the handler; every measure with a last day has one."""
    row = make.case(people, status, discipline=discipline)
    accused, person = make.accused(row), make.person(row, people.handler)
    said = {"approved_by": people.head, "approved_on": TODAY, "rectify_by": DUE, **columns}
    decision = make.decision(row, {accused: list(unit), person: list(handler)}, **said)
    Measure.objects.filter(decision=decision, measure__in=("ACC-11-1c", "ACC-11-2c", "ACC-11-3b")).update(due_on=DUE)
    if begun:
        effects.begin(decision, by=people.head, today=TODAY, at=AT)
    measures = {one.measure: one for one in decision.measures.select_related("subject")}
    return Followed(people, row, decision, accused, person, measures)
