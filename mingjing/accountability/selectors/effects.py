"""追究方式的落实: what became of each measure of the decision in force, and what it still lacks (ACC-11, ACC-13)."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from mingjing.accountability.enums import LetterKind
from mingjing.accountability.models import AccountabilityCase, Decision, Distribution, Letter, Measure
from mingjing.assignments import selectors as assignments
from mingjing.assignments.enums import AssignmentStatus
from mingjing.assignments.models import Assignment
from mingjing.assignments.workflow import TO_DO
from mingjing.people.models import MeritBar, NoticeReceipt, Official
from mingjing.rules import packs
from mingjing.rules.limits import Limit
from mingjing.rules.packs import nouns

ABOUT = "accountability"  # the kind by which tasks know the case they come from
CORRECTION = "ACC-13-a"
CORRECTING, CRITICISING = "correct", "self_criticism"
ENDED_WELL = (AssignmentStatus.ACCEPTED, AssignmentStatus.FULFILLED)


@dataclass(frozen=True)
class Known:
    """What is read once for all measures of a case."""

    tasks: dict[str, Assignment] = field(default_factory=dict)  # the newest by occasion
    receipts: dict[UUID, list[NoticeReceipt]] = field(default_factory=dict)  # by notice


@dataclass(frozen=True)
class Standing:
    """One measure: its row in the pack, what it still lacks in words, and what it led to."""

    measure: Measure
    noun: nouns.Measure | None
    lacks: str
    late: bool
    limit: Limit | None = None
    task: Assignment | None = None
    barred: int | None = None  # the year
    distribution: Distribution | None = None
    receipts: tuple[NoticeReceipt, ...] = ()

    @property
    def effect(self) -> str:
        return self.noun.effect if self.noun else ""

    @property
    def done(self) -> bool:
        return not self.lacks

    @property
    def unread(self) -> list[NoticeReceipt]:
        """The units that the circular went to and that have not read it."""
        return [receipt for receipt in self.receipts if receipt.read_at is None]


def in_force(case: AccountabilityCase) -> Decision | None:
    """The decision that counts: the newest approved one; None before the first."""
    return case.decisions.filter(approved_on__isnull=False).order_by("-no").first()


def noun_of(case: AccountabilityCase, measure: Measure) -> nouns.Measure | None:
    """The measure as the pack has it by which the case is judged."""
    return packs.load(case.pack).measures.get(measure.measure)


def effect_of(case: AccountabilityCase, measure: Measure) -> str:
    """What carrying the measure out is made of: one of EFFECTS, or empty."""
    noun = noun_of(case, measure)
    return noun.effect if noun else ""


def occasion_of(measure: Measure) -> str:
    """What tells the task of a measure apart from the others of its case."""
    return f"{measure.decision.no}-{measure.pk.hex}"


@dataclass(frozen=True)
class Following:
    """What a case's page shows of its decision: every measure, and every task."""

    decision: Decision
    standings: list[Standing]
    tasks: list[Assignment]

    def having(self, *effects: str) -> list[Measure]:
        """The measures of these kinds that are still to be carried out."""
        return [one.measure for one in self.standings if one.effect in effects and one.lacks]


def talks_with(person: Official) -> QuerySet[Measure]:
    """Talks with this person that were recorded: all that they see of a case on this way (ACC-11-1a)."""
    rows = Measure.objects.filter(subject__official=person, subject__removed_on=None, executed_on__isnull=False)
    return rows.filter(measure__in=_ids("talk")).select_related("decision__case", "subject__unit")


def _ids(effect: str) -> set[str]:
    """The measures with this effect, in every version of the rules."""
    return {one.id for slug in packs.slugs() for one in packs.load(slug).measures.values() if one.effect == effect}


def tasks(case: AccountabilityCase, decision: Decision) -> QuerySet[Assignment]:
    """The tasks that the decision led to, and has not withdrawn, the oldest first."""
    rows = assignments.about(ABOUT, [case.pk]).filter(occasion__startswith=f"{decision.no}-")
    return rows.exclude(status=AssignmentStatus.WITHDRAWN).select_related("unit").order_by("id")


def corrections(case: AccountabilityCase, decision: Decision) -> list[Assignment]:
    """Those of its tasks that ask to correct and report, which move the case; not a self-criticism."""
    criticising = {row.id for row in packs.load(case.pack).measures.values() if row.effect == CRITICISING}
    return [row for row in tasks(case, decision) if row.basis not in criticising]


def measures(decision: Decision) -> list[Measure]:
    """The measures of a decision with whom each is for, whether their notice arrived, and the year that they bar."""
    return list(_judged(Measure.objects.filter(decision=decision)))


def _judged(rows: QuerySet[Measure]) -> QuerySet[Measure]:
    related = ("decision__case", "subject__unit", "subject__official", "distribution")
    notices = Letter.objects.filter(subject=OuterRef("subject"), kind=LetterKind.NOTICE, delivery__isnull=False)
    bars = MeritBar.objects.filter(
        Q(official=OuterRef("subject__official")) | Q(official=None), case_id=OuterRef("decision__case"),
        basis=OuterRef("measure"), unit=OuterRef("subject__unit"), name=OuterRef("subject__name"), lifted_on=None,
    )  # fmt: skip
    return rows.select_related(*related).annotate(reached=Exists(notices), barred=Subquery(bars.values("year")[:1]))


def following(case: AccountabilityCase, *, today: dt.date) -> Following | None:
    """What became of the decision in force; None before there is one. Three queries, four with circulars."""
    counts = case.decisions.filter(approved_on__isnull=False).order_by("-no").values("pk")[:1]
    rows = list(_judged(Measure.objects.filter(decision=Subquery(counts))))
    decision = rows[0].decision if rows else in_force(case)
    if decision is None:
        return None
    given = list(tasks(case, decision))
    known = _known(rows, given)
    return Following(decision, [_standing(case, row, known, today) for row in rows], given)


def standings(case: AccountabilityCase, *, today: dt.date) -> list[Standing]:
    """What became of each measure of the decision in force."""
    found = following(case, today=today)
    return found.standings if found else []


def lacking(case: AccountabilityCase, *, today: dt.date) -> list[str]:
    """What keeps the case from being closed, as sentences that name the measure (ACC-11, ACC-13-b)."""
    pending = [one for one in standings(case, today=today) if one.lacks]
    return [
        f"{one.measure.subject}“{one.noun.name if one.noun else one.measure.measure}”：{one.lacks}" for one in pending
    ]


def _known(rows: Iterable[Measure], given: Iterable[Assignment]) -> Known:
    sent = {row.distribution.notice_id for row in rows if hasattr(row, "distribution")}
    receipts: dict[UUID, list[NoticeReceipt]] = {}
    if sent:
        for receipt in NoticeReceipt.objects.filter(notice__in=sent).select_related("unit").order_by("unit__code"):
            receipts.setdefault(receipt.notice_id, []).append(receipt)
    return Known({row.occasion: row for row in given}, receipts)


def _standing(case: AccountabilityCase, row: Measure, known: Known, today: dt.date) -> Standing:
    pack = packs.load(case.pack)
    noun = pack.measures.get(row.measure)
    effect = noun.effect if noun else ""
    lacks = LACKS[effect](row, known) if effect in LACKS else "这一版法规没有这种追究方式"
    sent = row.distribution if hasattr(row, "distribution") else None
    return Standing(
        measure=row, noun=noun, lacks=lacks, late=bool(lacks) and _last_day(row, known) < today,
        limit=pack.limits.get(noun.limit) if noun else None, task=known.tasks.get(occasion_of(row)),
        barred=_barred(row), distribution=sent,
        receipts=tuple(known.receipts.get(sent.notice_id, ())) if sent and sent.notice_id else (),
    )  # fmt: skip


def _last_day(row: Measure, known: Known) -> dt.date:
    """The last day by which it should have been carried out; none set: never late."""
    task = known.tasks.get(occasion_of(row))
    if task and task.status not in TO_DO:
        return dt.date.max  # the unit is done with it: the office has to look
    return row.ends_on or row.due_on or dt.date.max


def _barred(row: Measure) -> int | None:
    year: int | None = getattr(row, "barred", None)
    return year


def _talk(row: Measure, known: Known) -> str:
    if row.executed_on is None:
        return "还没有登记谈话日期和谈话人"
    if row.acknowledged_on is None and not row.execution.strip():
        return "本人还没有确认；不确认的，要登记情况"
    return ""


def _task(missing: str, waiting: str) -> Callable[[Measure, Known], str]:
    def lacks(row: Measure, known: Known) -> str:
        task = known.tasks.get(occasion_of(row))
        if task is None or task.status in TO_DO:
            return missing
        return "" if task.status in ENDED_WELL else waiting

    return lacks


def _notice(row: Measure, known: Known) -> str:
    return "" if getattr(row, "reached", False) else "书面通知还没有送达"


def _circular(row: Measure, known: Known) -> str:
    return "" if row.executed_on else "通报还没有印发"


def _bar(row: Measure, known: Known) -> str:
    return "" if _barred(row) else "还没有登记取消资格，下达书面通知时登记"


def _move(row: Measure, known: Known) -> str:
    return "" if row.executed_on and row.organ else "还没有登记执行机关和执行日期"


def _training(row: Measure, known: Known) -> str:
    if row.recorded_by_id is None:  # the days of the decision are a plan until somebody left
        return "还没有登记离岗日期和组织培训的机关"
    return "" if row.executed_on else "培训期满返岗还没有登记"


LACKS: dict[str, Callable[[Measure, Known], str]] = {
    "talk": _talk,
    "correct": _task("还没有报告改正情况", "改正报告还没有核实"),
    "notice": _notice,
    "circular": _circular,
    "self_criticism": _task("还没有交书面检查", "书面检查还没有采纳"),
    "bar": _bar,
    "move": _move,
    "training": _training,
}
