"""Who may see and act on complaints. A case is seen by those it was granted to, and by nobody else (CMP-8)."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from mingjing.clocks.models import Clock
from mingjing.complaints.acting import tag_of, unit_tag
from mingjing.complaints.models import Complaint, Forward
from mingjing.complaints.workflow import REFER, VOID
from mingjing.core.errors import Refused
from mingjing.core.seeing import seeing
from mingjing.core.steps import Step
from mingjing.people.enums import CENTRE, Role
from mingjing.people.models import Official
from mingjing.sealing.services import routing

KINDS = (Complaint._meta.label_lower, Forward._meta.label_lower)  # what clocks and ledger call them
ROUTE = 1280  # bytes
RECEIVERS = (Role.UNIT_CLERK, Role.UNIT_LEADER)


def shown_to(viewer: Official) -> AbstractContextManager[None]:
    """Let the database show what this person was granted; every page about complaints runs inside it."""
    tags = [tag_of(viewer)]
    if viewer.holds(*RECEIVERS):
        tags.append(unit_tag(viewer.unit_id))
    return seeing(*tags)


def visible_to(viewer: Official) -> QuerySet[Complaint]:
    """The cases granted to this person and not taken back. Administrators have none, the office has none (GAP-02)."""
    return Complaint.objects.filter(grants__holder=tag_of(viewer), grants__ended_on=None).distinct()


def forwards_visible_to(viewer: Official) -> QuerySet[Forward]:
    """The packages handed to this person's unit, for those who receive for it."""
    if not viewer.holds(*RECEIVERS):
        return Forward.objects.none()
    return Forward.objects.filter(addressee=unit_tag(viewer.unit_id))


def may_enter(viewer: Official) -> bool:
    """True if the rooms of the complaint centre exist for this person."""
    return viewer.holds(*CENTRE)


def may_look_in(viewer: Official) -> bool:
    """True if there may be cases to read for this person: the centre, and the discipline organ (ACC-9-2a)."""
    return may_enter(viewer) or viewer.holds(Role.DISC_OFFICER)


def routed(complaint: Complaint) -> dict[str, Any]:
    """What the server knows of a case: `unit` (id accused, or None), `units` (ids ever named so), `act`, `kind`,
    `conflicts` (ids), `about`."""
    return routing.opened(complaint.routing, about=complaint.pk)


def route(said: dict[str, Any], key: UUID) -> bytes:
    """What the server knows, sealed. Its length does not tell how many are in conflict, nor whether a unit is named."""
    return routing.shut(said, about=key, step=ROUTE)


def accused(said: dict[str, Any]) -> set[str]:
    """The ids of every unit that is or ever was recorded as accused: naming another one lifts no bar (CMP-5)."""
    return {*said.get("units", ()), *([said["unit"]] if said.get("unit") else [])}


def is_in_conflict(official: Official, said: dict[str, Any]) -> bool:
    """True for people of a unit that is or was accused, and for whoever is named in the case or recused (CMP-7-2b)."""
    return str(official.unit_id) in accused(said) or str(official.pk) in said.get("conflicts", ())


def fit(officials: Iterable[Official], said: dict[str, Any]) -> list[Official]:
    """Those of `officials` who may be given the case."""
    return [official for official in officials if not is_in_conflict(official, said)]


def check_may_be_given(complaint: Complaint, official: Official) -> None:
    """Refuse a grant to whoever the case is about. The words tell nothing of why (CMP-8-c).

    Raises:
        Refused: a conflict.
    """
    if is_in_conflict(official, routed(complaint)):
        raise Refused(f"{official}按回避规定不能办理这件投诉举报，请改派他人（第五条、第七条第二项）。")


def check_may_take(by: Official, step: Step, complaint: Complaint) -> None:
    """Refuse a step that is not this person's, or not now.

    Raises:
        Refused: another role's step, or the case has moved on.
    """
    if not by.holds(step.role):
        raise Refused(f"“{step.name}”由{Role(step.role).label}办理，您没有这个权限（{step.basis}）。")
    if complaint.status not in step.sources:
        raise Refused(f"{complaint}现在是“{complaint.get_status_display()}”，不能“{step.name}”（{step.basis}）。")
    if not _has_what_it_needs(complaint, step):
        raise Refused(f"{complaint}没有录入内容，只能移送，不能“{step.name}”。请在“移送单”页办理（GAP-19）。")


def may_take(by: Official, step: Step, complaint: Complaint) -> bool:
    """True if the step is this person's and the case may take it now."""
    return by.holds(step.role) and complaint.status in step.sources and _has_what_it_needs(complaint, step)


def _has_what_it_needs(complaint: Complaint, step: Step) -> bool:
    """A slip without content is handed over or voided, and nothing else (GAP-19)."""
    return complaint.body_kept or step in (REFER, VOID)


def may_see_late(viewer: Official) -> bool:
    """The head of the centre and the discipline organ answer for what came too late, also in cases of others."""
    return viewer.holds(Role.CENTRE_HEAD, Role.DISC_OFFICER)


def late_visible_to(viewer: Official) -> QuerySet[Clock]:
    """Missed limits of complaints: a number and dates, which tell nothing of the case (ACC-9-1a)."""
    rows = Clock.objects.filter(case_kind__in=KINDS, breached_on__isnull=False)
    return rows if may_see_late(viewer) else rows.none()
