"""决定的落实: what an approved decision sets going by itself, and what its written notice does (ACC-4-4b, ACC-11)."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from mingjing.accountability.enums import SubjectKind
from mingjing.accountability.models import AccountabilityCase, Decision, Measure
from mingjing.accountability.selectors import effects as reads
from mingjing.accountability.services import rectifying
from mingjing.assignments import access as assignments
from mingjing.assignments.services import Wanted, assign_all
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import MeritBar, Official, Unit
from mingjing.people.services import merit

BARRED = "登记取消评优资格"
CRITICISE = "写出书面检查并上传"
CORRECT = "限期改正并书面报告"
RECTIFY = "改正违规行为并书面报告"
REPORT = "完成后写明采取的措施、完成日期和结果，附上证明材料，书面报告办公室（第十三条）。"


@transaction.atomic
def begin(decision: Decision, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Give the units what the decision asks of them, each with its last day; called in the step that approves it.

    No task names a person: everybody of the unit reads the list of tasks, and the notice tells whom it concerns.
    Merit bars wait for the written notice (`notified`), for nobody is held to account by what they were not told of.

    Raises:
        Refused: a measure or the correction has no last day (ACC-11-1c).
    """
    giver = by if assignments.may_assign(by) else None  # approved above the office: it follows by itself
    assign_all(list(_wanted(decision)), by=giver, at=at)


def _wanted(decision: Decision) -> Iterator[Wanted]:
    case, rows = decision.case, reads.measures(decision)
    for row in rows:
        title = {reads.CORRECTING: CORRECT, reads.CRITICISING: CRITICISE}.get(reads.effect_of(case, row))
        if title:
            yield _of_measure(row, title)
    if decision.rectify:
        asked = "\n".join(filter(None, (decision.rectify_what.strip(), REPORT)))
        for unit in _units(decision, rows):
            yield Wanted(
                unit, f"{RECTIFY}（{case}）", reads.CORRECTION, due_on=decision.rectify_by,
                about=(reads.ABOUT, case.pk), asked=asked, occasion=f"{decision.no}-{unit.code}",
            )  # fmt: skip


def _of_measure(row: Measure, title: str) -> Wanted:
    case = row.decision.case
    noun = reads.noun_of(case, row)
    if row.due_on is None:
        raise Refused(f"{row.subject}“{noun.name if noun else row.measure}”没有期限，请退回重拟（{row.measure}）。")
    whole = row.decision.rectify_what.strip() if row.subject.kind == SubjectKind.UNIT else ""
    said = (row.words.strip(), whole, "责任人见责任追究通知书。" if row.subject.kind == SubjectKind.PERSON else "")
    return Wanted(
        row.subject.unit, f"{title}（{case}）", row.measure, due_on=row.due_on, about=(reads.ABOUT, case.pk),
        asked="\n".join(filter(None, (*said, REPORT))), occasion=reads.occasion_of(row),
    )  # fmt: skip


def _units(decision: Decision, rows: list[Measure]) -> list[Unit]:
    """The units that correct: those of everybody held to account, but those which a measure of their own orders to."""
    ordered = {
        row.subject.unit_id
        for row in rows
        if row.subject.kind == SubjectKind.UNIT and reads.effect_of(decision.case, row) == reads.CORRECTING
    }
    units = {row.subject.unit_id: row.subject.unit for row in rows} or {decision.case.unit_id: decision.case.unit}
    return [unit for key, unit in units.items() if key not in ordered]


@transaction.atomic
def notified(case: AccountabilityCase, *, by: Official, today: dt.date, at: dt.datetime) -> list[MeritBar]:
    """Bar from merit of the year of the decision whom it says so of; called in the step that issues the notices.

    From then on a personnel office may ask and be told: the notice is out, and the decision may be known (ACC-12-f).
    """
    decision = reads.in_force(case)
    if decision is None or decision.approved_on is None:
        return []
    made = []
    for row in reads.measures(decision):
        if reads.effect_of(case, row) == "bar":
            who, year = row.subject, decision.approved_on.year
            made.append(
                merit.bar(
                    who.unit, official=who.official, name=who.name, year=year, basis=row.measure, case_id=case.pk,
                    by=by, today=today, at=at,
                )
            )  # fmt: skip
    if made:
        after = {} if case.discipline else {"bars": len(made), "year": made[0].year}
        ledger.write(case, BARRED, by=by, at=at, basis=made[0].basis, after=after)
    return made


def delivered(case: AccountabilityCase, *, by: Official, at: dt.datetime) -> None:
    """Take up what units reported before every letter had arrived; called in the step that ends the delivery."""
    rectifying.advance(case, by=by, at=at)
