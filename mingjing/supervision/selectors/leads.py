"""Reads of leads: the grounds to choose from under their articles, the list, and counts by ground."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from mingjing.people.models import Official
from mingjing.regulations import selectors as regulations
from mingjing.regulations.models import Article
from mingjing.rules import packs
from mingjing.rules.packs.nouns import Ground, Group, Pack
from mingjing.supervision import access
from mingjing.supervision.enums import LeadStatus
from mingjing.supervision.models import Lead

NEEDS = {
    "effect": "不良影响或严重后果",
    "evidence": "证据",
    "citation": "要求公开的规定",
    "external_case": "案件编号",
    "responsibility_gap": "责权不明、公开不力之处",
}


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
    """How many leads a ground has: registered, closed, and both."""

    ground: Ground
    group: Group
    registered: int
    closed: int

    @property
    def total(self) -> int:
        return self.registered + self.closed


def pack_on(day: dt.date) -> Pack:
    """The rules by which a fault of a day is judged (ACC-15); the default pack where none was in force."""
    return regulations.pack_in_force(day) or packs.load(settings.DEFAULT_PACK)


def headings(day: dt.date) -> list[Heading]:
    """The grounds of the pack in force, grouped by their articles in the order of the text. Two queries at most."""
    pack, regulation = pack_on(day), regulations.in_force(day)
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
    return access.leads_visible_to(viewer).select_related("unit", "registered_by")


def tallies(rows: QuerySet[Lead], *, day: dt.date) -> list[Tally]:
    """How many of `rows` each ground of the pack has, those without any among them. One query."""
    counts = {
        ground: (registered, closed)
        for ground, registered, closed in rows.order_by()
        .values_list("ground")
        .annotate(
            registered=Count("pk", filter=Q(status=LeadStatus.REGISTERED)),
            closed=Count("pk", filter=Q(status=LeadStatus.CLOSED)),
        )
    }
    pack = pack_on(day)
    return [
        Tally(ground, pack.groups[ground.group], *counts.get(ground.id, (0, 0))) for ground in pack.grounds.values()
    ]
