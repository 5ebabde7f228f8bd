"""追究方式 (ACC-4-3, ACC-11-0): which measures a severity opens to whom, and what a choice lacks. A person chooses."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mingjing.rules.packs.nouns import Measure, Pack, Severity

CASE = "case"  # the target of a transfer, which is a step of its own (ACC-11-4, ACC-11-5)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One measure chosen for one subject, with what was said of it."""

    measure: str
    due_on: date | None = None
    starts_on: date | None = None
    reading: str = ""
    deviation: str = ""


def decidable(pack: Pack) -> tuple[Severity, ...]:
    """The severities with a measure that this office decides itself (GAP-15): the others call for a transfer."""
    own = {measure.severity for measure in pack.measures.values() if measure.target != CASE}
    return tuple(severity for severity in pack.severities.values() if severity.id in own)


def offered(pack: Pack, severity: str, target: str) -> tuple[Measure, ...]:
    """The measures of a severity for a unit or for a person."""
    return tuple(one for one in fitting(pack, target) if one.severity == severity)


def deviating(pack: Pack, severity: str, target: str) -> tuple[Measure, ...]:
    """The measures of every other severity for that target: each needs a reason and approval above (ACC-4-3)."""
    return tuple(one for one in fitting(pack, target) if one.severity != severity)


def fitting(pack: Pack, target: str) -> tuple[Measure, ...]:
    """Every measure that may be decided for a unit or for a person."""
    return tuple(one for one in pack.measures.values() if one.target == target != CASE)


def lacking(
    pack: Pack, severity: str, target: str, chosen: Iterable[Chosen], *, today: date
) -> Iterator[tuple[str, str]]:
    """What the measures chosen for one subject lack, as pairs of a measure's id and what to do."""
    rows = {one.measure: one for one in chosen}
    known = {measure.id: measure for measure in fitting(pack, target)}
    for key, row in rows.items():
        if key not in known:
            yield key, "不在对这类责任主体可以作出的追究方式之内（ACC-11-0）"
        else:
            yield from ((key, words) for words in _bare(known[key], row, severity, today))
    yield from _groups(known, severity, rows)


def _bare(measure: Measure, row: Chosen, severity: str, today: date) -> Iterator[str]:
    """What one measure lacks in itself."""
    if measure.severity != severity and not row.deviation.strip():
        yield f"“{measure.name}”不属于选定的情节，要写明理由，并由领导小组批准（ACC-4-3）"
    if measure.needs_due_date and row.due_on is None:
        yield f"“{measure.name}”必须写明期限（{measure.id}）"
    if row.due_on and row.due_on <= today:
        yield f"“{measure.name}”的期限要在今天之后（{measure.id}）"
    if measure.limit and row.starts_on is None:
        yield f"“{measure.name}”要写明起始日，届满日由此算出（{measure.id}）"
    if measure.readings and row.reading not in measure.readings:
        yield f"“{measure.name}”原文有缺字，要选定一种读法（GAP-13）"


def _groups(known: Mapping[str, Measure], severity: str, rows: Mapping[str, Chosen]) -> Iterator[tuple[str, str]]:
    """Alternatives exclude each other; within the chosen severity one of them, and what goes along, is required."""
    picked = [known[key] for key in rows if key in known]
    at_home = any(measure.severity == severity for measure in picked)
    for group in dict.fromkeys(measure.either for measure in known.values() if measure.either):
        ones = [measure for measure in known.values() if measure.either == group]
        names = "、".join(f"“{measure.name}”" for measure in ones)
        taken = sum(measure in picked for measure in ones)
        if taken > 1:
            yield ones[0].id, f"{names}只能选一种（{ones[0].article}）"
        elif not taken and at_home and ones[0].severity == severity:
            yield ones[0].id, f"{names}要选一种（{ones[0].article}）"
    for measure in known.values():
        if measure.goes_along and at_home and measure.severity == severity and measure not in picked:
            yield measure.id, f"还要选“{measure.name}”并写明期限（{measure.id}）"
