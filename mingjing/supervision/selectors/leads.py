"""Reads of leads: the grounds to choose from under their articles, the list, likely duplicates, counts by ground."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, DateField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from mingjing.people.enums import Role
from mingjing.people.models import Official, Unit
from mingjing.people.selectors import units
from mingjing.regulations import selectors as regulations
from mingjing.regulations.models import Article, Regulation
from mingjing.rules import packs
from mingjing.rules.packs.nouns import Ground, Group, Pack
from mingjing.supervision import access
from mingjing.supervision.enums import LeadStatus
from mingjing.supervision.models import Lead, LeadFile

NEEDS = {
    "effect": "不良影响或严重后果",
    "evidence": "证据",
    "citation": "要求公开的规定",
    "external_case": "案件编号",
    "responsibility_gap": "责权不明、公开不力之处",
}
JOINABLE = (LeadStatus.REGISTERED, LeadStatus.OPENED)  # what another lead may be joined to
NEAR = dt.timedelta(days=90)  # leads on one unit and article that lie no further apart may be one matter
MOST_LIKE = 10


@dataclass(frozen=True)
class Heading:
    """An article as a heading, with its text and the grounds under it (ACC-5-0, ACC-6-0, ACC-7-0)."""

    group: Group
    grounds: tuple[Ground, ...]
    article: Article | None

    @property
    def text(self) -> str:
        """The official text where it was imported, else our summary."""
        return (self.article.text or self.article.summary) if self.article else ""


@dataclass(frozen=True)
class Tally:
    """How many leads a ground of a version has in each state, and in all."""

    pack: Pack
    ground: Ground
    group: Group
    registered: int = 0
    joined: int = 0
    opened: int = 0
    closed: int = 0

    @property
    def total(self) -> int:
        return self.registered + self.joined + self.opened + self.closed


def pack_on(day: dt.date) -> Pack | None:
    """The rules by which a fault of a day is judged; None on a day before the first version (ACC-15)."""
    return regulations.pack_in_force(day)


def without_version(day: dt.date) -> str:
    """Why nothing of that day can be judged: which versions there are, and since when (ACC-15). One query."""
    held = Regulation.objects.filter(status__in=regulations.HAS_BEEN_ACTIVE).order_by("in_force_from")
    spans = "；".join(
        f"《{one.title}》{one.in_force_from}起" + (f"至{one.in_force_to}止" if one.in_force_to else "") + "施行"
        for one in held
    )
    return f"{day} 没有施行的法规版本，那天的事不能按后来的版本追究（ACC-15）。{spans or '请先启用一个法规版本'}。"


def units_on(day: dt.date, *, today: dt.date) -> QuerySet[Unit]:
    """Units that a lead on a fault of that day may name: bound by the version of the day, and there then or today.

    All units where no version was in force: the form says why nothing of that day is registered (ACC-2, GAP-16).
    """
    regulation = regulations.in_force(day)
    if regulation is None:
        return Unit.objects.order_by("code")
    return units.in_scope(regulation.number, day=day) | units.in_scope(regulation.number, day=today)


def headings(day: dt.date) -> list[Heading]:
    """The grounds of the version in force that day under their articles, in the order of the text. Two queries."""
    regulation = regulations.in_force(day)
    return _headings(packs.load(regulation.number), regulation) if regulation else []


def heading_of(lead: Lead) -> Heading | None:
    """The article of the lead's ground in the version under which it was registered (X-03). Two queries."""
    regulation = Regulation.objects.filter(number=lead.pack).first()
    found = _headings(packs.load(lead.pack), regulation)
    return next((heading for heading in found if heading.group.id == lead.group), None)


def _headings(pack: Pack, regulation: Regulation | None) -> list[Heading]:
    articles = {row.key: row for row in regulation.articles.all()} if regulation else {}
    under = {group: tuple(g for g in pack.grounds.values() if g.group == group) for group in pack.groups}
    return [
        Heading(pack.groups[group], grounds, articles.get(pack.groups[group].article_id))
        for group, grounds in under.items()
        if grounds
    ]


def ground_of(lead: Lead) -> Ground | None:
    """The ground as the pack has it under which the lead was registered."""
    return packs.load(lead.pack).grounds.get(lead.ground)


def leads(viewer: Official) -> QuerySet[Lead]:
    """The leads that this person may see."""
    return access.leads_visible_to(viewer).select_related("unit", "registered_by", "joined_into")


def like(
    viewer: Official,
    *,
    unit: UUID,
    day: dt.date,
    group: str = "",
    ground: str = "",
    source: tuple[str, UUID | None] = ("", None),
    discipline: bool = False,
    but: Lead | None = None,
) -> QuerySet[Lead]:
    """Leads that may be on the same matter: of the same source, or of the unit and article within 90 days of `day`.

    Those of the same source first, then those on the same ground, the newest first; ten at most. Proposed, never
    joined by itself.
    """
    of_source = Q(source=source[0], source_id=source[1]) if source[1] else Q(pk=None)
    near = Q(unit=unit, group=group, happened__range=(day - NEAR, day + NEAR))
    rows = leads(viewer).filter(discipline=discipline).exclude(status=LeadStatus.JOINED)
    if but:
        rows = rows.exclude(pk=but.pk)
    return (
        rows.annotate(happened=Coalesce("happened_on", "registered_on"))
        .filter(of_source | near)
        .annotate(
            far=Case(When(of_source, Value(0)), When(ground=ground, then=Value(1)), default=Value(2),
                     output_field=IntegerField())
        )
        .order_by("far", "-registered_on", "-id")[:MOST_LIKE]
    )  # fmt: skip


def like_lead(viewer: Official, lead: Lead) -> QuerySet[Lead]:
    """Leads that may be on the same matter as this one."""
    return like(
        viewer, unit=lead.unit_id, group=lead.group, ground=lead.ground, day=lead.happened_on or lead.registered_on,
        source=(lead.source, lead.source_id), discipline=lead.discipline, but=lead,
    )  # fmt: skip


def family(lead: Lead) -> QuerySet[Lead]:
    """The lead and what was joined to it: whose facts and files belong to the main one."""
    return Lead.objects.filter(Q(pk=lead.pk) | Q(joined_into=lead.pk))


def files(lead: Lead) -> QuerySet[LeadFile]:
    """What proves the lead: its own files and those of the leads joined to it. One query."""
    return LeadFile.objects.filter(lead__in=family(lead)).select_related("kept_by", "lead")


def waiting(viewer: Official) -> QuerySet[Lead]:
    """Leads on which this person decides whether a case is opened, urgent ones and then the oldest first.

    `due` is the day it came for an urgent one, and None for the others: no limit runs.
    """
    rows = access.leads_visible_to(viewer).filter(status=LeadStatus.REGISTERED)
    if not viewer.holds(Role.LGO_CLERK):
        rows = rows.filter(discipline=True) if viewer.holds(Role.DISC_OFFICER) else rows.none()
    due = Case(When(urgent=True, then="registered_on"), default=None, output_field=DateField())
    return rows.annotate(due=due).order_by("-urgent", "registered_on", "id")


def tallies(rows: QuerySet[Lead], *, day: dt.date) -> list[Tally]:
    """How many of `rows` each ground has in each state: every ground of the version in force, those without any too.

    Grounds of other versions follow where leads were registered under them (GAP-20). Two queries.
    """
    states = {str(state): Count("pk", filter=Q(status=state)) for state in LeadStatus}
    found = rows.order_by().values_list("pack", "ground").annotate(**states).values_list("pack", "ground", *states)
    counts = {(pack, ground): dict(zip(states, numbers, strict=True)) for pack, ground, *numbers in found}
    now = pack_on(day)
    shown = [*([now] if now else []), *(packs.load(slug) for slug in sorted({slug for slug, _ground in counts}))]
    return [
        Tally(pack, ground, pack.groups[ground.group], **counts.get((pack.slug, ground.id), {}))
        for pack in {one.slug: one for one in shown}.values()
        for ground in pack.grounds.values()
    ]
