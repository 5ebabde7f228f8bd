"""Everybody concerned is told and heard: what tests of defences do over and over."""

import datetime as dt

from mingjing.accountability.models import AccountabilityCase, Hearing, Letter
from mingjing.accountability.services import delivering, hearing, informing
from mingjing.accountability.services.hearing import Said
from tests.accountability import factories as make
from tests.accountability.factories import AT, TODAY, Cast


def established(people: Cast) -> AccountabilityCase:
    """A case whose facts are established, against the unit and two persons of whom one has no account."""
    case = make.case(people, "established")
    make.fact(case, make.evidence(case))
    make.accused(case)
    make.person(case, people.handler)
    make.person(case, "李某", part="chief", post="副局长")
    return case


def told(people: Cast, case) -> list[Letter]:
    return informing.inform(case, by=people.lgo, today=TODAY, at=AT)


def deliver(people: Cast, letter: Letter, on: dt.date = TODAY) -> Hearing:
    delivering.delivered(
        letter, way="in_person", received_on=on, received_by="张三", note="", by=people.lgo,
        at=AT + (on - TODAY),
    )  # fmt: skip
    return Hearing.objects.get(letter=letter)


def heard(people: Cast, case) -> list[Hearing]:
    return [deliver(people, letter) for letter in told(people, case)]


def written(text: str = "系统停用两天。", *points: str, **more) -> Said:
    return Said(mode="written", statement=text, points=points, **more)


def record(people: Cast, one: Hearing, said: Said, **more) -> None:
    how = {"came_on": TODAY, "by": people.lgo, "today": TODAY, "at": AT, **more}
    hearing.record(one, said, **how)


def reopened(case):
    """The facts are established once more, after another investigation."""
    type(case).objects.filter(pk=case.pk).update(status="established")
    case.refresh_from_db()
