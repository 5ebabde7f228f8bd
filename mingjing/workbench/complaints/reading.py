"""What the panels of one case read in common, each thing once a request."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from mingjing.clocks.enums import ClockStatus
from mingjing.clocks.models import Clock
from mingjing.clocks.selectors import OPEN, limit_of
from mingjing.complaints import access, acting
from mingjing.complaints.enums import PaperKind
from mingjing.complaints.models import Approval, Complaint, Delivery, Extension, Grant
from mingjing.complaints.selectors import desk, folding, opening
from mingjing.complaints.selectors.opening import CaseKeys, OpenPaper
from mingjing.ledger import selectors as ledger
from mingjing.ledger.models import Entry
from mingjing.people.enums import CENTRE, Role
from mingjing.people.models import Official, Unit
from mingjing.regulations import selectors as regulations
from mingjing.rules.limits import Deadline
from mingjing.rules.packs.nouns import Act, Ground, Pack
from mingjing.workbench.access import OfficialRequest


@dataclass(frozen=True)
class ClockRow:
    """A clock as the page says it. `deadline` is None where the last day was moved since it was counted."""

    clock: Clock
    deadline: Deadline | None
    state: str
    word: str

    @property
    def name(self) -> str:
        """What is due."""
        return str(self.clock.terms.get("name") or self.clock.limit)

    @property
    def basis(self) -> str:
        """The limit's id, without the round it belongs to."""
        return self.clock.limit.split("·")[0]


class Reading:
    """One case for one request."""

    def __init__(self, request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> None:
        self.viewer, self.complaint, self.keys = request.user, complaint, keys
        self.at = timezone.now()
        self.today = timezone.localdate()

    @cached_property
    def said(self) -> dict[str, Any]:
        """What the server knows of the case."""
        return access.routed(self.complaint)

    @cached_property
    def law(self) -> regulations.Law:
        """The law that counts today."""
        return regulations.law(self.today)

    @cached_property
    def pack(self) -> Pack:
        """Its acts and grounds."""
        return desk.pack_of(self.law.regulation)

    @property
    def act(self) -> Act | None:
        """The act complained of."""
        return self.pack.acts.get(self.said.get("act", ""))

    @property
    def grounds(self) -> list[Ground]:
        """Grounds that the act may amount to: proposed to staff, decided by nobody but them (CMP-4-1)."""
        suggested = self.act.suggests if self.act else ()
        return [ground for name in suggested if (ground := self.pack.grounds.get(name))]

    @cached_property
    def unit(self) -> Unit | None:
        """The unit complained about."""
        key = self.said.get("unit")
        return Unit.objects.filter(pk=key).first() if key else None

    @cached_property
    def units(self) -> list[Unit]:
        """Every unit, for the forms that name one."""
        return list(Unit.objects.order_by("code"))

    @cached_property
    def people(self) -> list[Official]:
        """Everybody in the centre and in the discipline organ."""
        rows = Official.objects.filter(grants__role__in=(*CENTRE, Role.DISC_OFFICER)).select_related("unit")
        return list(rows.distinct().order_by("name"))

    @cached_property
    def names(self) -> dict[str, str]:
        """Who stands behind which sign."""
        return acting.names(self.people)

    def name(self, tag: str | UUID | None) -> str:
        """Whom a sign stands for; the reporter's is empty."""
        sign = tag.hex if isinstance(tag, UUID) else tag
        return self.names.get(sign, _("中心人员·%(sign)s") % {"sign": sign[:6]}) if sign else _("来信人")

    @cached_property
    def papers(self) -> list[OpenPaper]:
        """Every paper, opened as far as there is a key; none while locked."""
        return opening.read(self.complaint, self.keys) if self.keys else []

    def kept(self, *kinds: PaperKind) -> list[OpenPaper]:
        """The papers of some kinds."""
        return [paper for paper in self.papers if paper.paper.kind in kinds]

    def words(self, pk: UUID | None) -> str:
        """What a paper says; nothing while locked."""
        return next((paper.text for paper in self.papers if paper.paper.pk == pk), "")

    @cached_property
    def grants(self) -> list[Grant]:
        """Who may open the case now."""
        return [grant for grant in folding.rows_of(self.complaint, "grants") if grant.ended_on is None]

    def holding(self, duty: str) -> list[str]:
        """The names of those who hold a duty."""
        return sorted(self.name(grant.holder) for grant in self.grants if grant.duty == duty)

    @cached_property
    def approvals(self) -> list[Approval]:
        """What a leader was asked."""
        return folding.rows_of(self.complaint, "approvals")

    @property
    def asked(self) -> list[Approval]:
        """What a leader has not answered."""
        return [approval for approval in self.approvals if approval.granted is None]

    @cached_property
    def deliveries(self) -> list[Delivery]:
        """What the reporter was told."""
        return folding.rows_of(self.complaint, "deliveries")

    @cached_property
    def extensions(self) -> list[Extension]:
        """How often the case was extended."""
        return folding.rows_of(self.complaint, "extensions")

    @cached_property
    def entries(self) -> list[Entry]:
        """The file of the case."""
        return list(ledger.of_case(self.complaint))

    @cached_property
    def clocks(self) -> list[ClockRow]:
        """Every clock, the nearest last day first."""
        rows = Clock.objects.filter(case_id=self.complaint.pk).order_by("due_on")
        return [self._clock(clock) for clock in rows]

    def _clock(self, clock: Clock) -> ClockRow:
        now = self.law.calendar
        calendar = now if now.version == clock.calendar else regulations.calendar_as_of(clock.calendar)
        deadline = limit_of(clock).after(clock.started_on, calendar)
        left = clock.due_on - self.today
        state, word = "plain", str(ClockStatus(clock.status).label)
        if clock.status == ClockStatus.STOPPED:
            state = "kept"
        elif clock.status == ClockStatus.CLOSED_LATE:
            state = "late"
        elif clock.status == ClockStatus.BREACHED or left < dt.timedelta():
            state, word = "late", _("逾期 %(n)s 天") % {"n": -left.days}
        elif clock.status in OPEN:
            state = "soon" if left <= desk.SOON else "plain"
            word = _("今天到期") if not left else _("还有 %(n)s 天") % {"n": left.days}
        return ClockRow(clock, deadline if deadline.on == clock.due_on else None, state, word)


def of(request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None) -> Reading:
    """The reading of this request; panels call it as often as they like."""
    found: Reading | None = getattr(request, "_reading", None)
    if found is None or found.complaint.pk != complaint.pk:
        found = Reading(request, complaint, keys)
        request._reading = found  # type: ignore[attr-defined]
    return found


def anew(request: OfficialRequest, complaint: Complaint) -> None:
    """Forget what was read: something was changed."""
    folding.unfold(complaint)
    if hasattr(request, "_reading"):
        del request._reading


def fit(people: Iterable[Official], said: dict[str, Any]) -> list[Official]:
    """Those who may be given the case and are in office."""
    return [person for person in access.fit(people, said) if person.is_active]
