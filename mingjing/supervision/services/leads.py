"""Register a lead and close it. A person does both; no signal, gap or task ever registers one by itself (X-08)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from mingjing.complaints.services import messaging
from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.people.models import Official, Unit
from mingjing.regulations import access as regulations
from mingjing.regulations.selectors import in_force
from mingjing.rules.packs.nouns import Ground
from mingjing.supervision import access, workflow
from mingjing.supervision.enums import LeadSource, LeadStatus
from mingjing.supervision.models import Lead, LeadFile
from mingjing.supervision.selectors.leads import NEEDS, pack_on

NUMBER = "SELECT nextval('supervision_lead_number')"
LOGGED = ("status", "unit", "pack", "ground", "urgent", "happened_on", "source", "source_id")


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


class Lacking(Refused):
    """A lead without what its ground asks for: `columns` names each field with what it needs."""

    def __init__(self, columns: dict[str, str]) -> None:
        self.columns = columns
        super().__init__("；".join(columns.values()))


@transaction.atomic
def register(said: Said, *, by: Official, today: dt.date, at: dt.datetime, files: Sequence[Kept] = ()) -> Lead:
    """Register a lead on a ground of the pack that was in force when it happened, else today (ACC-15).

    Raises:
        Refused: may not register, no such ground, a unit outside the scope, registered from this source before, or a
            ground of the discipline organ against one's own unit (ACC-9-2a).
        Lacking: without facts, or without what the ground needs (ACC-5-4, ACC-7-3a, ACC-9-5).
    """
    access.check_may_register(by)
    pack = pack_on(said.happened_on or today)
    ground = pack.grounds.get(said.ground)
    if ground is None:
        raise Refused(f"没有“{said.ground}”这个情形，请从列表中选择（第五条至第九条）。")
    if regulation := in_force(today):
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


def _check(said: Said, ground: Ground, files: Sequence[Kept], today: dt.date) -> None:
    columns: dict[str, str] = {}
    if not said.facts.strip():
        columns["facts"] = "请写明事实：何时、何地、谁、做了或没有做什么"
    if said.happened_on and said.happened_on > today:
        columns["happened_on"] = "发生日期还没有到，请核对"
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
            source=lead.source, source_id=lead.source_id, ground=lead.ground, status=LeadStatus.REGISTERED
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
    if not reason.strip():
        raise Refused("了结线索要写明理由：查了什么、为什么不再追究（ACC-3-b）。")
    why = reason.strip()
    if lead.discipline:  # the reason stays with the lead, as above
        Lead.objects.filter(pk=lead.pk, status__in=workflow.CLOSE.sources).update(closed_for=why)
        ledger.take(workflow.CLOSE, lead, by=by, at=at, closed_on=today)
    else:
        ledger.take(workflow.CLOSE, lead, by=by, at=at, reason=why, closed_for=why, closed_on=today)
