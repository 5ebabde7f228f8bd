"""By which rules signals are given: those of the pack in force, the office's limits, a power's own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from mingjing.casework.enums import RuleAbout, SignalKind
from mingjing.casework.models import AlertRule
from mingjing.casework.signalling import Fact, WarnOn, warning
from mingjing.regulations import selectors as regulations
from mingjing.rules import packs
from mingjing.rules.calendar import WorkCalendar
from mingjing.rules.limits import CountUnit, Limit
from mingjing.rules.packs.nouns import Alert

LEAD, SILENCE, REVISE, PUBLISH = "ACC-7-2", "ACC-5-3", "ACC-6-4a", "ACC-6-4b"
ANSWER, BEFORE, AFTER = "ACC-7-2-answer", "ACC-7-2-before", "ACC-7-2-after"
LIMIT_OF = {RuleAbout.STEP: LEAD, RuleAbout.WHOLE: LEAD, RuleAbout.SILENCE: SILENCE}


@dataclass(frozen=True)
class Law:
    """What holds on a day for every power: the pack's rule table, and its limits as the office chose them.

    Without a regulation in force there are no limits, so nothing is warned of; the facts themselves still stand.
    """

    pack: str
    alerts: Mapping[str, Alert]
    limits: Mapping[str, Limit]


@dataclass(frozen=True)
class Rules:
    """What one power's signals are given by on a day."""

    law: Law
    calendar: WorkCalendar
    own: Mapping[str, AlertRule] = field(default_factory=dict)

    def limit(self, about: str) -> Limit | None:
        """How long ahead, or after how long: the power's own rule, else the pack's; None where nothing says so."""
        limit, own = self.law.limits.get(LIMIT_OF[RuleAbout(about)]), self.own.get(about)
        return replace(limit, length=own.length, counted_in=CountUnit(own.counted_in)) if limit and own else limit

    @cached_property
    def warn_step(self) -> WarnOn | None:
        """When to warn of a step's last day."""
        return self._warn(RuleAbout.STEP)

    @cached_property
    def warn_whole(self) -> WarnOn | None:
        """When to warn of the whole matter's last day."""
        return self._warn(RuleAbout.WHOLE)

    def _warn(self, about: str) -> WarnOn | None:
        lead = self.limit(about)
        return warning(lead, self.calendar) if lead else None

    def alert(self, fact: Fact) -> Alert:
        """The row of the rule table that a fact falls under."""
        return self.law.alerts[fact.kind]

    def own_rule(self, fact: Fact) -> AlertRule | None:
        """The power's own rule that decided when a fact is told."""
        if fact.kind == SignalKind.NO_RECORD:
            return self.own.get(RuleAbout.SILENCE)
        if fact.kind == SignalKind.NEAR:
            return self.own.get(RuleAbout.STEP if fact.node else RuleAbout.WHOLE)
        return None

    def said(self, fact: Fact) -> str:
        """The rule in words, for the signal to keep: which version of which table, and how long."""
        alert, own = self.alert(fact), self.own_rule(fact)
        words = f"{self.law.pack} 监察规则“{alert.name}”"
        if own:
            return f"{words}，本职权自有规则第{own.no}版：{own.said}"
        limit = self.law.limits.get(alert.limit)
        return f"{words}，{limit.id}：{limit}" if limit else words

    def answer_by(self, told_on: dt.date) -> dt.date | None:
        """The last day to answer what was told on a day; None where nothing says so."""
        limit = self.law.limits.get(ANSWER)
        return limit.after(told_on, self.calendar).on if limit else None


def law_on(day: dt.date) -> Law:
    """What holds on a day. Two queries."""
    regulation = regulations.in_force(day)
    pack = packs.load(regulation.number) if regulation else packs.load(settings.DEFAULT_PACK)
    table = pack if pack.alerts else packs.load(settings.DEFAULT_PACK)
    return Law(table.slug, table.alerts, regulations.limits_of(regulation) if regulation else {})


def rules_of(item: UUID, law: Law, day: dt.date, calendar: WorkCalendar) -> Rules:
    """What a power's signals are given by on a day. One query."""
    return Rules(law, calendar, own_rules([item], day).get(item, {}))


def own_rules(items: Iterable[UUID], day: dt.date) -> dict[UUID, dict[str, AlertRule]]:
    """The rules of their own that powers have on a day: of each the last version that has begun. One query."""
    rows = AlertRule.objects.filter(item__in=list(items), from_on__lte=day).order_by("no")
    found: dict[UUID, dict[str, AlertRule]] = defaultdict(dict)
    for rule in rows:
        found[rule.item_id][rule.about] = rule
    return found


def history(item: UUID) -> QuerySet[AlertRule]:
    """Every version of a power's rules, the last first."""
    return AlertRule.objects.filter(item=item).select_related("by").order_by("about", "-no")
