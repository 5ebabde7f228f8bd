"""Register a lead, join it to another, close it. A person does each; nothing ever registers one by itself (X-08)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from mingjing.complaints.services import messaging
from mingjing.core.errors import Refused
from mingjing.core.steps import Step
from mingjing.core.uploads import Kept
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.people.models import Official, Unit
from mingjing.regulations import access as regulations
from mingjing.regulations.selectors import in_force
from mingjing.rules.packs.nouns import Ground, Pack
from mingjing.supervision import access, workflow
from mingjing.supervision.enums import LeadSource, LeadStatus
from mingjing.supervision.models import Lead, LeadFile
from mingjing.supervision.selectors.leads import JOINABLE, NEEDS, pack_on, without_version

NUMBER = "SELECT nextval('supervision_lead_number')"
LOGGED = ("status", "unit", "pack", "ground", "urgent", "happened_on", "source", "source_id")

HIDDEN = ("joined_into",)  # what the ledger does not say of a lead for the discipline organ


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the form says of a lead. What the ground needs of these must be filled in."""

    unit: Unit
    ground: str
    facts: str
    happened_on: dt.date | None = None
    effect: str = ""
    evidence: str = ""
    citation: str = ""
    external_case: str = ""
    responsibility_gap: str = ""
    source: str = LeadSource.PERSON
    source_id: UUID | None = None
    source_note: str = ""
    grade_year: int | None = None


class Lacking(Refused):
    """A lead without what its ground asks for: `columns` names each field with what it needs."""

    def __init__(self, columns: dict[str, str]) -> None:
        self.columns = columns
        super().__init__("；".join(columns.values()))


@transaction.atomic
def register(said: Said, *, by: Official, today: dt.date, at: dt.datetime, files: Sequence[Kept] = ()) -> Lead:
    """Register a lead on a ground of the version that was in force when it happened, else today (ACC-15).

    Raises:
        Refused: may not register, a unit outside the scope, registered from this source before, or a ground of the
            discipline organ against one's own unit (ACC-9-2a).
        Lacking: no version was in force that day or it has no such ground (ACC-15), a grade without a ground (GAP-09),
            without facts, or without what the ground needs (ACC-5-4, ACC-7-3a, ACC-9-5).
    """
    access.check_may_register(by)
    pack, ground = _ground(said, said.happened_on or today)
    if regulation := in_force(said.happened_on or today):
        regulations.check_in_scope(said.unit, regulation)
    if ground.discipline:
        access.check_not_accused(by, said.unit)
    _check(said, ground, files, today)
    columns = {name: value.strip() if isinstance(value, str) else value for name, value in vars(said).items()}
    lead = Lead(
        number=f"线〔{today.year}〕{_next():05}", status=LeadStatus.REGISTERED, pack=pack.slug, group=ground.group,
        urgent=ground.urgent, discipline=ground.discipline, registered_by=by, registered_on=today, **columns,
    )  # fmt: skip
    lead.clean_fields()
    _store(lead)
    for kept in files:
        LeadFile.objects.create(lead=lead, kept_by=by, kept_at=at, **asdict(kept))
    # People of the accused unit may read the ledger: of a lead for the discipline organ it says only that it came.
    told, basis = (("status",), ground.group) if lead.discipline else (LOGGED, ground.id)
    ledger.write(lead, workflow.REGISTERED, by=by, at=at, basis=basis, after=values(lead, told))
    if lead.discipline:
        messaging.tell(access.disciplinarians(lead.unit), at=at)
    return lead


def _ground(said: Said, day: dt.date) -> tuple[Pack, Ground]:
    pack = pack_on(day)
    if pack is None:
        raise Lacking({"happened_on": without_version(day)})
    if not said.ground:
        graded = "等次差本身不是追究的情形，" if said.source == LeadSource.GRADE else ""
        raise Lacking({"ground": f"{graded}请从第五条至第九条中选择对应的一个情形（GAP-09、ASM-8-e）"})
    if said.ground not in pack.grounds:
        told = f"{day} 施行的《{pack.title}》没有“{said.ground}”这个情形，请从它的情形中选择（ACC-15）"
        raise Lacking({"ground": told})
    return pack, pack.grounds[said.ground]


def _check(said: Said, ground: Ground, files: Sequence[Kept], today: dt.date) -> None:
    columns: dict[str, str] = {}
    if not said.facts.strip():
        columns["facts"] = "请写明事实：何时、何地、谁、做了或没有做什么"
    if said.happened_on and said.happened_on > today:
        columns["happened_on"] = "发生日期还没有到，请核对"
    if said.source == LeadSource.GRADE and not (said.grade_year and said.source_note.strip()):
        columns["source_note"] = "来自考核、评议等次的线索要写明年度、等次和扣分的事项（GAP-09）"
    if said.grade_year and said.grade_year > today.year:
        columns["grade_year"] = f"{said.grade_year} 年还没有到，请核对年度"
    for need in ground.needs:
        if not getattr(said, need).strip() and not (need == "evidence" and files):
            columns[need] = f"“{ground.name}”（{ground.article}）要写明{NEEDS[need]}，否则不能登记"
    if columns:
        raise Lacking(columns)


def _store(lead: Lead) -> None:
    try:
        with transaction.atomic():
            lead.save(force_insert=True)
    except IntegrityError as error:
        known = Lead.objects.filter(
            source=lead.source,
            source_id=lead.source_id,
            ground=lead.ground,
            status__in=(LeadStatus.REGISTERED, LeadStatus.OPENED),
        ).first()
        if known is None:
            raise
        raise Refused(f"这件事已登记为 {known}，不必重复登记。") from error


def _next() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NUMBER)
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def close(lead: Lead, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """Close a lead with a reason: what was looked at, and why nothing follows.

    Raises:
        Refused: neither of the office nor of the discipline organ, no reason, or closed before.
    """
    access.check_may_close(by)
    if lead.discipline:
        access.check_not_accused(by, lead.unit)
    if not reason.strip():
        raise Refused("了结线索要写明理由：查了什么、为什么不再追究（ACC-3-b）。")
    _take(workflow.CLOSE, lead, by=by, at=at, reason=reason.strip(), told="closed_for", closed_on=today)


@transaction.atomic
def join(lead: Lead, into: Lead, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Join a lead to the main one on the same matter, which its evidence then belongs to as well.

    What was joined to `lead` before goes with it: a main lead is never itself joined.

    Raises:
        Refused: may not, no reason, the same lead, another unit's, only one of them the discipline organ's, the main
            one joined or closed by now, or `lead` no longer waiting.
    """
    access.check_may_join(by, lead)
    if not reason.strip():
        raise Refused("并入要写明理由：为什么是同一件事（ACC-3-b）。")
    if lead.pk == into.pk:
        raise Refused(f"{lead} 不能并入自己，请选另一条线索。")
    if lead.unit_id != into.unit_id:
        raise Refused(f"{into} 是另一个单位的线索，不能并入。不同单位的责任分别认定（ACC-4-2）。")
    if lead.discipline != into.discipline:
        raise Refused(f"{lead} 和 {into} 只有一条交纪检监察机关，不能合并，以免被反映的单位看到（ACC-9-2a）。")
    rows = Lead.objects.filter(pk__in=(lead.pk, into.pk)).order_by("pk").select_for_update()
    main = next(row for row in rows if row.pk == into.pk)
    if main.status not in JOINABLE:
        raise Refused(f"{main} {main.get_status_display()}，不能再并入。请选没有了结的线索（ACC-3-b）。")
    _take(workflow.JOIN, lead, by=by, at=at, reason=reason.strip(), told="joined_for", joined_into=main)
    followers = list(lead.joined.select_for_update())
    lead.joined.update(joined_into=main)
    ledger.write_all(followers, workflow.FOLLOWED, by=by, at=at, basis=workflow.JOIN.basis)


def opened(lead: Lead, *, by: Official, today: dt.date, at: dt.datetime) -> None:
    """A person opened a case on the lead; the part that holds cases calls this in the same transaction (X-08).

    Raises:
        Refused: may not open, one's own unit's lead of the discipline organ, or the lead no longer waits.
    """
    access.check_may_open(by, lead)
    ledger.take(workflow.OPEN_CASE, lead, by=by, at=at, opened_on=today)


def settle(lead: Lead, *, reason: str, by: Official, today: dt.date, at: dt.datetime) -> None:
    """The case on the lead ended without anybody held to account: the lead ends with it (ACC-12-b).

    The part that holds cases has looked at who may; it calls this in the transaction of the case's own step.

    Raises:
        Refused: no reason, or no case was opened on the lead.
    """
    if not reason.strip():
        raise Refused("线索随案件了结要写明理由：查明了什么、为什么不成立（ACC-12-b）。")
    _take(workflow.SETTLE, lead, by=by, at=at, reason=reason.strip(), told="closed_for", closed_on=today)


@transaction.atomic
def _take(step: Step, lead: Lead, *, by: Official, at: dt.datetime, reason: str, told: str, **changes: Any) -> None:
    """Move the lead and keep the reason in its column `told`; of one for the discipline organ in the column alone."""
    if lead.discipline:  # people of the accused unit may read the ledger, as above
        rows = Lead.objects.filter(pk=lead.pk, status__in=step.sources)
        rows.update(**{told: reason}, **{name: changes.pop(name) for name in HIDDEN if name in changes})
        ledger.take(step, lead, by=by, at=at, **changes)
    else:
        ledger.take(step, lead, by=by, at=at, reason=reason, **{told: reason}, **changes)
