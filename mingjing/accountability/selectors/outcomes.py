"""Published outcomes: what everybody reads, what is proposed, and whether somebody can be recognised in a text."""

import hashlib

from django.db.models import QuerySet

from mingjing.accountability.enums import OutcomeStatus, SubjectKind
from mingjing.accountability.models import AccountabilityCase, Outcome, Subject
from mingjing.people.models import Official
from mingjing.rules import packs

SHORTEST = 2  # letters of a name


def published() -> QuerySet[Outcome]:
    """What everybody reads, the newest first."""
    return Outcome.objects.filter(status=OutcomeStatus.PUBLISHED).select_related("case__unit")


def digest_of(outcome: Outcome) -> str:
    """What tells one wording from another: SHA-256 of title, text and the reason to name persons, in hex."""
    said = "\0".join((outcome.title, outcome.text, outcome.names_for))
    return hashlib.sha256(said.encode()).hexdigest()


def names(case: AccountabilityCase) -> list[str]:
    """Names that must not stand in an outcome unless so decided: of every official and of the case's persons."""
    known = set(Official.objects.values_list("name", flat=True))
    known |= set(case.subjects.filter(kind=SubjectKind.PERSON).values_list("name", flat=True))
    return sorted(name for name in known if len(name) >= SHORTEST)


def proposed(case: AccountabilityCase) -> dict[str, str]:
    """A first wording in which persons stand as what they were: facts found, articles, measures, correction."""
    pack = packs.load(case.pack)
    ground = pack.grounds.get(case.ground)
    decision = case.decisions.exclude(approved_by=None).prefetch_related("measures__subject__unit").first()
    what = f"{ground.article}“{ground.name}”" if ground else case.ground
    lines = [f"经查，{case.unit.name}在政务公开暨行政权力公开透明运行工作中存在{what}的情形。"]
    if decision:
        done: dict[str, dict[str, None]] = {}  # each measure told once, however many got it
        for row in decision.measures.all():
            done.setdefault(_who(row.subject), {})[pack.measures[row.measure].name] = None
        told = "；".join(f"对{who}：{'、'.join(names)}" for who, names in done.items())
        lines.append(f"依据{pack.severities[decision.severity].article}，作出如下处理：{told}。")
        if decision.rectify and decision.rectify_by:
            until = f"{decision.rectify_by.year}年{decision.rectify_by.month}月{decision.rectify_by.day}日"
            lines.append(f"责令{until}前改正，并书面报告改正情况。")
    return {"title": f"关于{case.unit.name}{ground.name if ground else ''}的追究结果", "text": "\n".join(lines)}


def _who(subject: Subject) -> str:
    return subject.unit.name if subject.kind == SubjectKind.UNIT else "有关责任人"
