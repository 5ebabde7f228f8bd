"""区分责任: what is locked in the system, whom the questions are about, and what the rules propose (ACC-10)."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from mingjing.accountability.enums import SubjectKind
from mingjing.accountability.models import AccountabilityCase, Division, Evidence, Subject, SubjectShare
from mingjing.casework.models import OperationRecord
from mingjing.ledger import selectors as ledger
from mingjing.meetings import selectors as meetings
from mingjing.meetings.models import Meeting
from mingjing.meetings.selectors import Answering
from mingjing.rules import accountability as rules
from mingjing.rules import packs
from mingjing.rules.accountability import Bearer, Missing, Part, Proposal
from mingjing.rules.inquiry import Question

KNEW = "handler"  # the question whose answer needs evidence (ACC-10-2b)
TEAM = (Part.HEAD, Part.MEMBER)


@dataclass(frozen=True)
class Said:
    """What the decider has said so far: answers, as what each person acted, the record and the evidence chosen."""

    answers: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    meeting: Meeting | None = None
    knowledge: tuple[Evidence, ...] = ()

    @cached_property
    def record(self) -> list[Answering]:
        """Who took part in the decision of the team, as the signed record has it."""
        return meetings.bearers_of(self.meeting) if self.meeting else []


@dataclass(frozen=True)
class Standing:
    """A subject as the questions see them, and where what is locked of them stands."""

    subject: Subject
    bearer: Bearer | None
    source: str = ""


@dataclass(frozen=True)
class Matter:
    """What a division is made from: who may be responsible, and what is locked (keys of officials, where it stands)."""

    case: AccountabilityCase
    subjects: tuple[Subject, ...]
    objections: Mapping[UUID, str]


def divisions(case: AccountabilityCase) -> QuerySet[Division]:
    """Every division of a case with its shares, the newest first. Two queries."""
    shares = Prefetch("shares", SubjectShare.objects.select_related("subject__unit"))
    return case.divisions.select_related("by").prefetch_related(shares)


def newest(case: AccountabilityCase) -> Division | None:
    """The division that counts, read anew."""
    return Division.objects.filter(case=case).first()


def subjects(case: AccountabilityCase) -> QuerySet[Subject]:
    """Who may be responsible now."""
    return case.subjects.filter(removed_on=None).select_related("unit")


def evidence(case: AccountabilityCase) -> QuerySet[Evidence]:
    """The evidence that stands."""
    return case.evidence.filter(set_aside_on=None)


def matter(case: AccountabilityCase) -> Matter:
    """The case as a division sees it."""
    return Matter(case, tuple(subjects(case)), objections(case))


def objections(case: AccountabilityCase) -> dict[UUID, str]:
    """By the key of whoever objected, where the objection is locked: in the chains of what the evidence is about, of
    what the lead came from, and of the operation record of such a matter or signal (ACC-10-2c). Three queries at most.
    """
    about = {key for key in evidence(case).values_list("about_id", flat=True) if key}
    about |= {case.lead.source_id} if case.lead.source_id else set()
    if not about:
        return {}
    of_matter = Q(matter__in=about) | Q(matter__signals__in=about)
    chains = about | set(OperationRecord.objects.filter(of_matter).values_list("pk", flat=True))
    return {
        entry.by_id: f"{entry.number}，{timezone.localtime(entry.at):%Y-%m-%d} 锁定的异议：{entry.reason}"
        for entry in ledger.objections(chains)
        if entry.by_id
    }


def standings(found: Matter, said: Said) -> list[Standing]:
    """Each subject with their part and what is locked of them.

    The signed record of a meeting says who was its head, who a member and who dissented; of a handler, an objection
    in a chain that the evidence is about. A person whose part nobody has said has no bearer.
    """
    return [_standing(found, subject, said) for subject in found.subjects]


def _standing(found: Matter, subject: Subject, said: Said) -> Standing:
    key = str(subject.pk)
    if subject.kind == SubjectKind.UNIT:
        return Standing(subject, Bearer(key, Part.UNIT))
    if seat := next((one for one in said.record if _is(one, subject)), None):
        source = f"{said.meeting}签字锁定的不同意见" if seat.objected else ""
        return Standing(subject, Bearer(key, seat.part, seat.objected), source)
    part = said.parts.get(key) or subject.part
    if not part:
        return Standing(subject, None)
    own = subject.official_id if part == Part.HANDLER else None
    source = found.objections.get(own, "") if own else ""
    return Standing(subject, Bearer(key, Part(part), bool(source)), source)


def _is(one: Answering, subject: Subject) -> bool:
    if one.official is not None:
        return one.official.pk == subject.official_id
    return subject.official_id is None and one.name == subject.name


def unnamed(found: Matter, said: Said) -> list[str]:
    """Those of the team that decided who are not subjects of the case: a division gives them nothing."""
    missing = [one for one in said.record if not any(_is(one, subject) for subject in found.subjects)]
    return [f"{one.name}（{one.part.chinese}）" for one in missing]


def proposal(found: Matter, said: Said) -> Proposal:
    """What the rules propose of what was said, or what is missing for it.

    Raises:
        ValueError: an answer that its question does not offer.
    """
    standing = standings(found, said)
    nameless = [one.subject for one in standing if one.bearer is None]
    if nameless:
        return Proposal(open=tuple(Missing(f"part:{one.pk}", f"还没有写明{one}在这件事中的身份") for one in nameless))
    bearers = [one.bearer for one in standing if one.bearer]
    proven: Collection[str] = (KNEW,) if said.knowledge else ()
    return rules.divide(bearers, said.answers, evidence_for=proven)


def suggested(found: Matter, said: Said) -> dict[str, str]:
    """The answers that what is locked suggests."""
    return rules.suggested(one.bearer for one in standings(found, said) if one.bearer)


def asked(answers: Mapping[str, str]) -> list[tuple[Question, str]]:
    """The questions that were answered, in order, each with its answer in words.

    Raises:
        ValueError: an answer that its question does not offer.
    """
    return [(question, question.choice(answers[question.key]).label) for question in rules.walk(answers)[0]]


def frozen(found: Matter, said: Said, made: Proposal) -> dict[str, Any]:
    """A proposal as plain values, in the words in which it was shown: whatever becomes of the rules, it stays so."""
    pack = packs.load(found.case.pack)
    return {
        **asdict(made),
        "asked": [
            {"key": question.key, "text": question.text, "article": question.article, "answer": answer}
            for question, answer in asked(said.answers)
        ],
        "bearers": [
            {"key": str(one.subject.pk), "part": one.bearer.part, "objected": one.bearer.objected, "source": one.source}
            for one in standings(found, said)
            if one.bearer
        ],
        "covered": rules.is_covered_by(pack, made),
        "meeting": str(said.meeting or ""),
        "evidence": [str(one) for one in said.knowledge],
        "unnamed": unnamed(found, said),
    }
