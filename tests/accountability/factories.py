"""A case of accountability in any state, and the people between whom it travels.

Rows are stored as they would stand, without the services that make them: a test of one stage needs no other stage.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from mingjing.accountability.models import (
    AccountabilityCase,
    Decision,
    Division,
    Evidence,
    Fact,
    Hearing,
    Investigator,
    Letter,
    Measure,
    Subject,
    SubjectShare,
)
from mingjing.core.models import uuid7
from mingjing.ledger.numbering import next_of
from mingjing.people.models import Official, Unit
from mingjing.supervision.models import Lead
from tests.catalogue.factories import AT, DAY, official, unit

TODAY = AT.date()
FAULT = dt.date(2026, 2, 2)
PACK = "baoding-2010"


@dataclass
class Cast:
    """The accused unit with its people, and everybody who has a part in a case."""

    unit: Unit
    clerk: Official  # of the unit
    leader: Official  # of the unit
    handler: Official  # 承办人
    chief: Official  # 主管领导
    lgo: Official
    second: Official  # another clerk of the office
    head: Official
    member: Official  # of the leading group
    legal: Official
    disc: Official


def cast(code: str = "130600JT", name: str = "交通运输局") -> Cast:
    place, office = unit(code, name), unit("130600LGO", "领导小组办公室", nature="office")
    organ = unit("130600JW", "市纪委监委", nature="office")
    return Cast(
        unit=place,
        clerk=official(f"clerk-{code}", "unit_clerk", of=place),
        leader=official(f"leader-{code}", "unit_leader", of=place),
        handler=official(f"handler-{code}", of=place),
        chief=official(f"chief-{code}", of=place),
        lgo=official("lgo", "lgo_clerk", of=office),
        second=official("lgo2", "lgo_clerk", of=office),
        head=official("head", "lgo_head", of=office),
        member=official("member", "lg_member", of=office),
        legal=official("legal", "legal_reviewer", of=office),
        disc=official("disc", "disc_officer", of=organ),
    )


def lead(people: Cast, *, ground: str = "ACC-7-2c", **columns: Any) -> Lead:
    """A registered lead against the unit."""
    said = {
        "unit": people.unit, "pack": PACK, "ground": ground, "group": f"{ground[:5]}-0", "facts": "超过承诺时限五日。",
        "happened_on": FAULT, "source": "person", "registered_by": people.lgo, "registered_on": TODAY, **columns,
    }  # fmt: skip
    return Lead.objects.create(number=f"线〔2026〕{next_of('test-lead'):05}", status="registered", **said)


def case(people: Cast, status: str = "registered", **columns: Any) -> AccountabilityCase:
    """A case in any state; the rows that earlier states left behind are for the test to add."""
    ground = columns.get("ground", "ACC-7-2c")
    source = columns.pop("lead", None) or lead(
        people, ground=ground, discipline=columns.get("discipline", False), urgent=columns.get("urgent", False)
    )
    Lead.objects.filter(pk=source.pk).update(status="opened", opened_on=TODAY)
    said = {
        "lead": source, "title": "道路货物运输经营许可超期办理", "unit": people.unit, "pack": PACK, "ground": ground,
        "fault_on": FAULT, "registered_by": people.lgo, "registered_on": TODAY, **columns,
    }  # fmt: skip
    return AccountabilityCase.objects.create(number=f"追〔2026〕{next_of('test-case'):05}", status=status, **said)


def person(found: AccountabilityCase, who: Official | str, *, part: str = "handler", **columns: Any) -> Subject:
    """A person who may be responsible."""
    account = who if isinstance(who, Official) else None
    name = who.name if isinstance(who, Official) else who
    said = {"unit": found.unit, "post": "科员", "added_by": found.registered_by, "added_on": TODAY, **columns}
    return Subject.objects.create(case=found, kind="person", official=account, name=name, part=part, **said)


def accused(found: AccountabilityCase, **columns: Any) -> Subject:
    """The unit as one that may be responsible."""
    said = {"unit": found.unit, "added_by": found.registered_by, "added_on": TODAY, **columns}
    return Subject.objects.create(case=found, kind="unit", **said)


def investigator(found: AccountabilityCase, who: Official, **columns: Any) -> Investigator:
    said = {"named_by": found.registered_by, "named_on": TODAY, "declared_at": AT, **columns}
    return Investigator.objects.create(case=found, official=who, **said)


def investigated(people: Cast, **columns: Any) -> AccountabilityCase:
    """A case under investigation by two clerks of the office, the first of whom leads."""
    found = case(people, "investigating", plan="查登记表。", **columns)
    investigator(found, people.lgo, leads=True)
    investigator(found, people.second)
    return found


def evidence(found: AccountabilityCase, title: str = "办件登记", **columns: Any) -> Evidence:
    """A piece of evidence of words only; its digest is not the true one."""
    said = {
        "no": found.evidence.count() + 1, "kind": "document", "source": "单位提供", "obtained_on": TODAY,
        "text": "二月二日受理，三月二日办结。", "collected_by": found.registered_by, "collected_at": AT,
        "digest": "0" * 64, **columns,
    }  # fmt: skip
    return Evidence.objects.create(case=found, title=title, **said)


def fact(found: AccountabilityCase, *pieces: Evidence, finding: str = "established", **columns: Any) -> Fact:
    said = {
        "no": found.facts.count() + 1, "text": "超过承诺时限五个工作日。", "ground": found.ground,
        "happened_on": FAULT, "stated_by": found.registered_by, "stated_on": TODAY,
        "finding_reason": "" if finding == "open" else "登记表与单位说明一致。", **columns,
    }  # fmt: skip
    row = Fact.objects.create(case=found, finding=finding, **said)
    row.evidence.set(pieces)
    return row


def hearing(subject: Subject, *, mode: str = "waived", **columns: Any) -> Hearing:
    said = {"told_on": TODAY, "due_on": TODAY + 7 * DAY, "terms": {}, "mode": mode, **columns}
    said.setdefault("came_on", TODAY if mode else None)
    return Hearing.objects.create(subject=subject, **said)


def division(found: AccountabilityCase, shares: dict[Subject, str], **columns: Any) -> Division:
    """A division in which everybody bears what was proposed."""
    said = {"answers": {}, "proposal": {}, "by": found.registered_by, "on": TODAY, **columns}
    row = Division.objects.create(case=found, **said)
    for subject, share in shares.items():
        SubjectShare.objects.create(division=row, subject=subject, proposed=share, chosen=share, article="ACC-10-1")
    return row


def decision(found: AccountabilityCase, measures: dict[Subject, list[str]], **columns: Any) -> Decision:
    """A draft with measures of the pack for each subject."""
    said = {
        "no": found.decisions.count() + 1, "severity": "ACC-11-1", "reasons": "情节轻微，影响较小。", "bases": [],
        "rectify_by": TODAY + 30 * DAY, "rectify_what": "限期改正。", "drafted_by": found.registered_by,
        "drafted_on": TODAY, **columns,
    }  # fmt: skip
    row = Decision.objects.create(case=found, **said)
    for subject, ids in measures.items():
        for one in ids:
            Measure.objects.create(decision=row, subject=subject, measure=one, severity=one[:8])
    return row


def letter(
    found: AccountabilityCase, subject: Subject | None = None, *, kind: str = "notice", **columns: Any
) -> Letter:
    said = {"content": {}, "digest": "0" * 64, "issued_by": found.registered_by, "issued_on": TODAY, **columns}
    return Letter.objects.create(case=found, subject=subject, kind=kind, number=str(uuid7()), issued_at=AT, **said)
