"""Drafts of a decision: what each says in words, what changed between two, and what may be cited (ACC-12-e)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db.models import Prefetch, prefetch_related_objects

from mingjing.accountability.models import AccountabilityCase, Decision, Measure, Spared
from mingjing.core.documents import chinese_date
from mingjing.regulations import access as regulations_access
from mingjing.regulations.models import Basis, Regulation
from mingjing.regulations.selectors import bases_of
from mingjing.rules import packs
from mingjing.rules.packs.nouns import Pack

MONTH_RULE = "按月计算，到期月份没有相同日期的，以月末为止"


@dataclass(frozen=True)
class Citable:
    """A document of the pack, or a basis with what became of it; `warning` names the successor (ACC-1-b)."""

    key: str
    name: str
    status: str = ""
    successor: str = ""
    warning: str = ""


@dataclass(frozen=True)
class Change:
    """One thing that two drafts say differently."""

    label: str
    before: str
    after: str


def drafts(case: AccountabilityCase) -> list[Decision]:
    """Every draft of the decision, the newest first, with its measures. Three queries, once for each `case`."""
    measures = Prefetch("measures", Measure.objects.select_related("subject__unit"))
    spared = Prefetch("spared", Spared.objects.select_related("subject__unit"))
    rows = Decision.objects.select_related("drafted_by", "checked_by", "approved_by", "returned_by")
    prefetch_related_objects([case], Prefetch("decisions", rows.prefetch_related(measures, spared)))
    return list(case.decisions.all())


def newest(case: AccountabilityCase) -> Decision | None:
    """The draft that counts, read anew: whoever judges one asks this once the case's row is held."""
    return Decision.objects.filter(case=case).first()


def citable(case: AccountabilityCase) -> tuple[list[Citable], list[Basis]]:
    """What a decision may cite: the documents of the case's pack, and its bases as the house knows them."""
    pack = packs.load(case.pack)
    documents = [Citable(row.id, row.title) for row in pack.documents.values() if row.articles]
    regulation = Regulation.objects.filter(number=case.pack).first()
    bases = list(bases_of(regulation)) if regulation else []
    rows = [
        Citable(
            str(basis.pk), basis.name, basis.status, str(basis.successor or ""), regulations_access.warning(basis)
        )
        for basis in bases
    ]  # fmt: skip
    return documents + rows, bases


def frozen_bases(chosen: list[Citable]) -> list[dict[str, str]]:
    """What is cited, as plain values: its status is that of the day of the draft."""
    return [asdict(one) for one in chosen]


def measure_words(measure: Measure, pack: Pack) -> str:
    """A measure as it was decided: reading, dates, the rule of its end, what is required, why it deviates."""
    row = pack.measures.get(measure.measure)
    said = [measure.reading or (row.name if row else measure.measure)]
    if measure.due_on:
        said.append(f"{chinese_date(measure.due_on)}前")
    if measure.starts_on and measure.ends_on:
        said.append(period(measure.starts_on, measure.ends_on))
    if measure.organ:
        said.append(f"由{measure.organ}执行")
    if measure.words:
        said.append(f"要求：{measure.words}")
    if measure.deviation:
        said.append(f"不属于选定的情节，理由：{measure.deviation}")
    return "；".join(said)


def period(starts_on: dt.date, ends_on: dt.date) -> str:
    """A period by months with the rule of its last day (ACC-11-3e)."""
    return f"{chinese_date(starts_on)}起，至{chinese_date(ends_on)}止（{MONTH_RULE}）"


def said(decision: Decision, pack: Pack) -> dict[str, str]:
    """Everything that a draft says, by label."""
    severity = pack.severities.get(decision.severity)
    told = {
        "情节": severity.name if severity else decision.severity,
        "理由": decision.reasons,
        "引用的依据": "、".join(f"《{one['name']}》" for one in decision.bases),
        "引用已废止依据的理由": decision.basis_reason,
        "改正": rectification(decision),
        "批准": "须领导小组批准" if decision.above else "由办公室负责人批准",
    }
    for subject, words in by_subject(decision, pack):
        told[f"对{subject}"] = "\n".join(words)
    return {label: words for label, words in told.items() if words}


def rectification(decision: Decision) -> str:
    """What is to be put right by when, or why nothing is (ACC-4-4b)."""
    if not decision.rectify or decision.rectify_by is None:
        return f"不责令改正，理由：{decision.no_rectify_for}"
    return f"{chinese_date(decision.rectify_by)}前：{decision.rectify_what}"


def by_subject(decision: Decision, pack: Pack) -> list[tuple[str, list[str]]]:
    """Each subject with their measures in words, or why there is none."""
    rows: dict[str, list[str]] = {}
    for measure in decision.measures.all():
        rows.setdefault(str(measure.subject), []).append(measure_words(measure, pack))
    for spared in decision.spared.all():
        rows.setdefault(str(spared.subject), []).append(f"不给予追究方式，理由：{spared.reason}")
    return list(rows.items())


def changes(before: Decision, after: Decision, pack: Pack) -> list[Change]:
    """What changed from one draft to a later one, in the order of the draft."""
    return list(_changes(said(before, pack), said(after, pack)))


def _changes(old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for label in dict.fromkeys((*new, *old)):
        if old.get(label, "") != new.get(label, ""):
            yield Change(label, old.get(label, "—"), new.get(label, "—"))
