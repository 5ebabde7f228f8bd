"""One case in the hands of the centre, and a way to do something with it as somebody."""

import datetime as dt
from collections.abc import Callable
from inspect import signature
from typing import Any

from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import Asked, ComplaintKind, NoticeKind, PaperKind, Way
from mingjing.complaints.models import Complaint, Delivery
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import (
    approving,
    classifying,
    concluding,
    deciding,
    investigating,
    papers,
    ruling,
)
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry
from mingjing.people.models import Official
from tests.catalogue.factories import official
from tests.complaints.factories import RECEIVED, Centre, filed, keyed, keys

DAY = dt.timedelta(days=1)


class Hands:
    """A case. `day` is the day on which the next thing is done."""

    def __init__(self, centre: Centre, **said: Any) -> None:
        made = filed(centre, **said)
        self.centre, self.code, self.pk = centre, made.code, made.complaint.pk
        self.day = RECEIVED

    @property
    def at(self) -> dt.datetime:
        """Ten in the morning of the day, in China."""
        return dt.datetime.combine(self.day, dt.time(2), dt.UTC)

    def do(self, verb: Callable[..., Any], *words: Any, by: Official | None = None, **named: Any) -> Any:
        """Call a service as `by` (the clerk), inside what this person may see."""
        person = by or self.centre.clerk
        takes = signature(verb).parameters
        with access.shown_to(person):
            case = Complaint.objects.get(pk=self.pk)
            said = {"today": self.day, "at": self.at, "by": person}
            if "keys" in takes:
                said["keys"] = keys(case, person)
            said = {name: value for name, value in said.items() if name in takes}
            return verb(case, *words, **{**said, **named})

    def decide(self, kind: Asked, *, granted: bool = True, by: Official | None = None, opinion: str = "同意。") -> None:
        """Let the head answer what was asked."""
        head = by or self.centre.head
        with access.shown_to(head):
            case = Complaint.objects.get(pk=self.pk)
            row = case.approvals.get(kind=kind, granted=None)
            ruling.decide(
                row, granted=granted, opinion=opinion, keys=keys(case, head), by=head, today=self.day, at=self.at
            )

    def row(self) -> Complaint:
        """The case as it stands."""
        with seeing(SYSTEM):
            return Complaint.objects.get(pk=self.pk)

    def said(self) -> dict[str, Any]:
        """What the server knows of it."""
        return access.routed(self.row())

    def sees(self, person: Official) -> bool:
        """True if this person has the case."""
        with access.shown_to(person):
            return access.visible_to(person).filter(pk=self.pk).exists()

    def papers(self, kind: PaperKind, by: Official | None = None) -> list[opening.OpenPaper]:
        """The papers of a kind, opened."""
        person = by or self.centre.clerk
        with access.shown_to(person):
            case = Complaint.objects.get(pk=self.pk)
            return opening.read(case, keys(case, person), [kind])

    def clock(self, limit: str) -> Clock:
        """A clock of the case."""
        return Clock.objects.get(case_id=self.pk, limit=limit)

    def steps(self) -> list[str]:
        """What its file says was done."""
        return list(Entry.objects.filter(case_id=self.pk).order_by("seq").values_list("step", flat=True))

    # on its way

    def classified(self, act: str = "CMP-4-3") -> "Hands":
        self.do(classifying.classify, act=act, kind=ComplaintKind.COMPLAINT, unit=self.centre.accused)
        return self

    def accepted(self) -> "Hands":
        self.classified().do(deciding.accept)
        return self

    def approved(self) -> "Hands":
        self.accepted().do(approving.ask, Asked.INVESTIGATE, reason="需要到现场核实。")
        self.decide(Asked.INVESTIGATE)
        return self

    def investigating(self) -> "Hands":
        two = [self.centre.clerk, self.centre.second]
        self.approved().do(investigating.begin, plan="先调取受理登记，再询问窗口人员。", investigators=two)
        return self

    def concluded(self, finding: str = "true") -> "Hands":
        self.investigating().do(concluding.conclude, finding, facts="窗口另要图纸属实。", measures="责令改正。")
        return self

    def told(self, **columns: Any) -> Delivery:
        """A record that the result was told."""

        def tell(case: Complaint, *, keys: Any, by: Official, at: dt.datetime) -> Delivery:
            paper = papers.add(case, PaperKind.NOTICE, {"text": "已责令改正。"}, keys=keys, by=by, at=at)
            said = {"kind": NoticeKind.RESULT, "way": Way.MAILBOX, "told_on": self.day, **columns}
            if said["way"] == Way.NONE:
                said["why_not"] = papers.add(
                    case, PaperKind.REASON, {"text": "没有联系方式。"}, keys=keys, by=by, at=at
                )
            return Delivery.objects.create(
                complaint=case, number=f"告-{self.pk}-{paper.place}", paper=paper, by=tag_of(by), at=at, **said
            )

        return self.do(tell)

    def closed(self) -> "Hands":
        self.concluded().told()
        self.do(concluding.close)
        return self


def second_head(centre: Centre, of: Any = None) -> Official:
    """Another head, of the centre or of a unit."""
    return keyed(official("centrehead2", "centre_head", of=of or centre.unit))
