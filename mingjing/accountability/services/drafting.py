"""拟定决定: severity, measures for each subject, bases, reasons, what to put right (ACC-4-3, ACC-11-0, ACC-12-e).

A draft never changes: another draft is another row.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from mingjing.accountability import access, workflow
from mingjing.accountability.models import AccountabilityCase, Decision, Division, Measure, Spared, Subject
from mingjing.accountability.selectors import deciding as selectors
from mingjing.accountability.selectors import dividing, effects, readiness
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations import access as regulations
from mingjing.regulations.selectors import current_calendar
from mingjing.rules import measures as rules
from mingjing.rules import packs
from mingjing.rules.accountability import Share
from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.packs.nouns import Pack


@dataclass(frozen=True)
class Picked:
    """A measure for a subject with the office's words, and the organ that carries it out."""

    chosen: rules.Chosen
    words: str = ""
    organ: str = ""


@dataclass(frozen=True)
class Draft:
    """What a draft says. `measures` and `spared` by the key of the subject; `bases` are keys of `citable`."""

    severity: str
    reasons: str
    measures: Mapping[UUID, Sequence[Picked]]
    spared: Mapping[UUID, str] = field(default_factory=dict)
    bases: Sequence[str] = ()
    basis_reason: str = ""
    rectify: bool = True
    rectify_what: str = ""
    rectify_by: dt.date | None = None
    no_rectify_for: str = ""


def is_above(case: AccountabilityCase, said: Draft, pack: Pack) -> bool:
    """True if the leading group approves: a measure of another severity is among those chosen (ACC-4-3), or the
    decision weighs heavier than the one that was objected to: nobody pays for having objected by one hand alone.
    """
    chosen = (one.chosen.measure for row in said.measures.values() for one in row)
    if any(pack.measures[key].severity != said.severity for key in chosen if key in pack.measures):
        return True
    former, weight = effects.in_force(case), {key: row.order for key, row in pack.severities.items()}
    return former is not None and weight.get(said.severity, 0) > weight.get(former.severity, 0)


def ends_on(measure: str, starts_on: dt.date | None, pack: Pack, calendar: WorkCalendar) -> dt.date | None:
    """The last day of a measure that runs for a time, by the limit that the pack names (ACC-11-3e)."""
    row = pack.measures.get(measure)
    if row is None or not row.limit or starts_on is None:
        return None
    return pack.limits[row.limit].after(starts_on, calendar).on


def problems(case: AccountabilityCase, said: Draft, *, today: dt.date) -> list[str]:
    """Every reason why the draft cannot stand, in words; empty if there is none."""
    if found := readiness.lacking(case):
        return found
    pack, division = packs.load(case.pack), dividing.newest(case)
    shares = list(division.shares.select_related("subject__unit")) if division else []
    found = list(_whole(said, pack, today))
    for share in shares:
        found += _of_subject(share.subject, share.chosen, said, pack, today)
    known = {share.subject_id for share in shares}
    if any(key not in known for key, rows in said.measures.items() if rows):
        found.append("追究方式只能对本案的责任主体作出（ACC-4-2）")
    try:
        _cited(case, said)
    except Refused as refusal:
        found.append(str(refusal).rstrip("。"))
    return found


def _whole(said: Draft, pack: Pack, today: dt.date) -> Iterator[str]:
    if said.severity not in {one.id for one in rules.decidable(pack)}:
        yield "请选定情节；需要纪律处分或者涉嫌犯罪的，办理移交，不在这里决定（ACC-11-4、ACC-11-5）"
    if not said.reasons.strip():
        yield "请写明决定的理由（ACC-12-e）"
    if not any(said.measures.values()):
        yield "没有选定任何追究方式（ACC-11-0）"
    if said.rectify and (not said.rectify_what.strip() or said.rectify_by is None):
        yield "责令改正要写明改正什么、在哪一天前（ACC-4-4b）"
    elif said.rectify and said.rectify_by and said.rectify_by <= today:
        yield "改正期限要在今天之后（ACC-4-4b）"
    if not said.rectify and not said.no_rectify_for.strip():
        yield "不责令改正的，写明理由（ACC-4-4b）"


def _of_subject(subject: Subject, share: str, said: Draft, pack: Pack, today: dt.date) -> Iterator[str]:
    """A share and what is decided on it agree (ACC-4-3)."""
    picked = said.measures.get(subject.pk, ())
    if share == Share.NONE:
        if picked:
            yield f"{subject}不承担责任，不能对其给予追究方式（ACC-4-3）"
        return
    if not picked and not said.spared.get(subject.pk, "").strip():
        yield f"{subject}承担责任而没有选定追究方式，请选定或者写明理由（ACC-4-3）"
    chosen = [one.chosen for one in picked]
    for _measure, words in rules.lacking(pack, said.severity, subject.kind, chosen, today=today):
        yield f"{subject}：{words}"
    for one in picked:
        row = pack.measures.get(one.chosen.measure)
        if row and row.needs_due_date and not (one.words.strip() or (said.rectify and said.rectify_what.strip())):
            yield f"{subject}：“{row.name}”要写明要求（{row.id}）"


def _cited(case: AccountabilityCase, said: Draft) -> list[selectors.Citable]:
    """What is cited; a repealed basis needs a typed reason (ACC-1-b).

    Raises:
        Refused: nothing is cited, something that the pack does not name, or a repealed basis without a reason.
    """
    known, bases = selectors.citable(case)
    rows = [one for one in known if one.key in said.bases]
    if not rows or len(rows) < len(set(said.bases)):
        raise Refused("请选定引用的依据（ACC-1-b）。")
    regulations.check_may_cite([one for one in bases if str(one.pk) in said.bases], reason=said.basis_reason)
    return rows


@transaction.atomic
def draft(
    case: AccountabilityCase,
    said: Draft,
    *,
    division: UUID | None,
    by: Official,
    today: dt.date,
    at: dt.datetime,
) -> Decision:
    """Draft the decision on the division that was seen; it goes to the legal check.

    Raises:
        Refused: another role or state, a case that lacks something, whatever `problems` finds, or a division made
            meanwhile.
    """
    access.check_may_take(by, workflow.DRAFT, case)
    ledger.take(workflow.DRAFT, case, by=by, at=at)  # from here on nobody else drafts or divides
    if found := problems(case, said, today=today):
        raise Refused("；".join(found) + "。")
    newest = dividing.newest(case)
    if newest is None or newest.pk != division:
        raise Refused("责任刚刚被重新区分，请先看过再拟定决定（ACC-12-d）。")
    pack, calendar = packs.load(case.pack), current_calendar()
    last = selectors.newest(case)
    decision = Decision.objects.create(
        case=case, no=last.no + 1 if last else 1, severity=said.severity, reasons=said.reasons.strip(),
        bases=selectors.frozen_bases(_cited(case, said)), basis_reason=said.basis_reason.strip(),
        rectify=said.rectify, no_rectify_for="" if said.rectify else said.no_rectify_for.strip(),
        rectify_what=said.rectify_what.strip() if said.rectify else "",
        rectify_by=said.rectify_by if said.rectify else None, above=is_above(case, said, pack), drafted_by=by,
        drafted_on=today,
    )  # fmt: skip
    _keep(decision, newest, said, pack, calendar)
    return decision


def _keep(decision: Decision, division: Division, said: Draft, pack: Pack, calendar: WorkCalendar) -> None:
    for subject, share in division.shares.values_list("subject", "chosen"):
        picked = said.measures.get(subject, ())
        Measure.objects.bulk_create(
            Measure(
                decision=decision, subject_id=subject, measure=one.chosen.measure,
                severity=pack.measures[one.chosen.measure].severity, deviation=_deviation(one, said, pack),
                reading=one.chosen.reading, words=_words(one, said, pack), due_on=one.chosen.due_on,
                starts_on=one.chosen.starts_on, organ=one.organ.strip(),
                ends_on=ends_on(one.chosen.measure, one.chosen.starts_on, pack, calendar),
            )
            for one in picked
        )  # fmt: skip
        if not picked and share != Share.NONE:
            Spared.objects.create(decision=decision, subject_id=subject, reason=said.spared[subject].strip())


def _deviation(one: Picked, said: Draft, pack: Pack) -> str:
    return one.chosen.deviation.strip() if pack.measures[one.chosen.measure].severity != said.severity else ""


def _words(one: Picked, said: Draft, pack: Pack) -> str:
    """The office's own words; what must be corrected where it said nothing else of a measure with a last day."""
    own = one.words.strip()
    return own or (said.rectify_what.strip() if pack.measures[one.chosen.measure].needs_due_date else "")
