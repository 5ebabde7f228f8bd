"""What a case still lacks for a decision: facts with evidence, everybody heard, responsibility divided (ACC-4-4a)."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from mingjing.accountability.enums import Finding
from mingjing.accountability.models import AccountabilityCase, Evidence, Hearing, Point
from mingjing.accountability.selectors import dividing
from mingjing.rules.accountability import Share


def lacking(case: AccountabilityCase) -> list[str]:
    """Every reason why nothing may be decided yet, in words; empty if there is none. Five queries."""
    return [*_facts(case), *_heard(case), *_divided(case)]


def _facts(case: AccountabilityCase) -> Iterator[str]:
    """Every established fact rests on evidence that stands."""
    standing = Evidence.objects.filter(facts=OuterRef("pk"), set_aside_on=None)
    rows = list(case.facts.filter(finding=Finding.ESTABLISHED).annotate(proven=Exists(standing)))
    if not rows:
        yield "没有查实的事实，不能作出决定（ACC-4-4a）"
    for fact in rows:
        if not fact.proven:
            yield f"{fact}没有关联证据，或者关联的证据已被排除，不能据以作出决定（ACC-4-4a）"


def _heard(case: AccountabilityCase) -> Iterator[str]:
    """Every subject was heard in the hearing that counts, waived it or let it lapse, and every point has its reply."""
    newest = Hearing.objects.filter(subject=OuterRef("pk")).order_by("-pk")
    open_points = Point.objects.filter(hearing__subject=OuterRef("pk"), accepted=None)
    rows = dividing.subjects(case).annotate(mode=newest.values("mode")[:1], unanswered=Exists(open_points))
    for subject in rows:
        if not subject.mode:
            yield f"{subject}没有陈述申辩的记录，也没有放弃，不能作出决定（ACC-12-c）"
        elif subject.unanswered:
            yield f"{subject}的陈述申辩还有没有答复的意见（ACC-12-c）"


def _divided(case: AccountabilityCase) -> Iterator[str]:
    """The division that counts names exactly those who may be responsible now, and somebody bears something."""
    division = dividing.newest(case)
    if division is None:
        yield "还没有区分责任，不能作出决定（ACC-12-d）"
        return
    shares = dict(division.shares.values_list("subject", "chosen"))
    if shares.keys() != set(dividing.subjects(case).values_list("pk", flat=True)):
        yield "责任主体在区分之后有变化，请重新区分责任（ACC-12-d）"
    elif not any(share != Share.NONE for share in shares.values()):
        yield "没有人承担责任，应当不予追究，不能作出追究决定（ACC-12-b）"
