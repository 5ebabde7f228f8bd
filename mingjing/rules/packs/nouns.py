"""What a regulation pack holds: frozen rows, each with its article."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from mingjing.rules.limits import Limit
from mingjing.rules.numbering import article_number, place


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a pack. `article` is the place in the document's text, 第五条第一项."""

    id: str
    document: str
    article: str
    name: str
    note: str = ""

    @property
    def article_id(self) -> str:
        """The article to link to, such as ACC-5; the document alone where no article is named."""
        number = article_number(self.article)
        return f"{self.document}-{number}" if number else self.document


@dataclass(frozen=True, kw_only=True)
class Document:
    """One of the documents of a pack: 责任追究办法 and so on. `articles` is how many it has, 0 if it is not held."""

    id: str
    title: str
    short: str
    articles: int
    issued_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Article:
    """条, in our own words; the official text is attached on import."""

    id: str
    title: str
    summary: str

    @property
    def document(self) -> str:
        return self.id.partition("-")[0]

    @property
    def number(self) -> int:
        return int(self.id.partition("-")[2])

    @property
    def place(self) -> str:
        return place(self.id)


@dataclass(frozen=True, kw_only=True)
class Group(Row):
    """A heading that grounds, indicators or questions stand under."""


@dataclass(frozen=True, kw_only=True)
class Ground(Row):
    """情形 that calls for accountability. `needs` names what must be stated before it may be chosen.

    `discipline`: leads on it go to the discipline organ at once, and nobody of the accused unit sees them (ACC-9-2).
    """

    group: str
    urgent: bool = False
    discipline: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Alert(Row):
    """监察规则: what gives a signal, `yellow` or `red`, resting on the id `basis`; `limit`: how long before or after.

    Not `derived`: a trigger that the data does not tell; `note` says why.
    """

    colour: str
    basis: str
    limit: str = ""
    derived: bool = True


@dataclass(frozen=True, kw_only=True)
class Severity(Row):
    """情节: how grave a fault is, which decides the measures open to the decider."""

    order: int


EFFECTS = ("talk", "correct", "notice", "circular", "self_criticism", "bar", "move", "training")


@dataclass(frozen=True, kw_only=True)
class Measure(Row):
    """追究方式. `target` is person, unit or case; measures sharing `either` are alternatives.

    `goes_along`: with every other measure of its severity for that target. `readings`: ways to read a damaged text.
    `effect`: what carrying it out is made of, one of EFFECTS; empty for a transfer, which is a step of the case.
    """

    severity: str
    target: str
    needs_due_date: bool = False
    refers_to: str = ""
    limit: str = ""
    either: str = ""
    effect: str = ""
    goes_along: bool = False
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Division(Row):
    """责任区分: who bears which share of responsibility under which answer."""

    when: str
    bears: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Circumstance(Row):
    """从轻、从重情节 (ACC-12-d): `weight` is lighter or heavier. The text names none, so each is local policy."""

    weight: str
    local_policy: bool = True


@dataclass(frozen=True, kw_only=True)
class Act(Row):
    """An act one may complain of. `suggests` are grounds proposed to staff, never decided."""

    urgent: bool = False
    suggests: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Grade:
    """档次. `at_least` is an example threshold out of 100; the plan must set its own (GAP-08)."""

    name: str
    at_least: int


@dataclass(frozen=True, kw_only=True)
class GradeScheme(Row):
    """The grades of an assessment or an evaluation, best first."""

    applies_to: str
    grades: tuple[Grade, ...]

    def grade(self, score: float, thresholds: Mapping[str, float] | None = None) -> Grade:
        """The best grade whose threshold the score reaches; a proposal, a person decides."""
        floors = thresholds or {grade.name: grade.at_least for grade in self.grades}
        return next((grade for grade in self.grades if score >= floors[grade.name]), self.grades[-1])


@dataclass(frozen=True, kw_only=True)
class Indicator(Row):
    """考核指标: definition in `name`, what proves it in `evidence`, `source` is auto or manual."""

    group: str
    evidence: tuple[str, ...]
    source: str = "manual"


@dataclass(frozen=True, kw_only=True)
class Question(Row):
    """测评内容: a default ballot question, worded for the evaluator."""

    group: str


@dataclass(frozen=True, kw_only=True)
class Way(Row):
    """A way of doing something that the text lists: a channel, a form, a method, a category of evaluators."""

    order: int


@dataclass(frozen=True, kw_only=True)
class ProcedureStep(Row):
    """A step of the evaluation; steps with the same order are alternatives or parts of one."""

    order: int
    alternative_to: str = ""


@dataclass(frozen=True, kw_only=True)
class FixedDate(Row):
    """A day of the year by which something must be in, where the text says only 按时.

    `classes`: the addressee classes whose units must keep it.
    """

    month: int
    day: int
    whom: str
    classes: tuple[str, ...]
    local_policy: bool = True

    def after_year(self, year: int) -> date:
        """The day by which something about a year must be in: in the year that follows."""
        return date(year + 1, self.month, self.day)


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """主送机关: a class of units that the transmittal notice addresses."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Basis:
    """依据 with what became of it; `successor` is the id of the law that took its place."""

    id: str
    name: str
    rank: str
    status: str
    successor: str = ""
    changed_on: date | None = None
    cited_in: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """法规包: one regulation version as data. Every table is a mapping from id to row, in the order of the text."""

    slug: str
    title: str
    issuer: str
    issued_on: date
    in_force_from: date
    trial: bool
    note: str
    documents: Mapping[str, Document]
    articles: Mapping[str, Article]
    limits: Mapping[str, Limit]
    dates: Mapping[str, FixedDate]
    groups: Mapping[str, Group]
    grounds: Mapping[str, Ground]
    severities: Mapping[str, Severity]
    measures: Mapping[str, Measure]
    divisions: Mapping[str, Division]
    circumstances: Mapping[str, Circumstance]
    acts: Mapping[str, Act]
    channels: Mapping[str, Way]
    grades: Mapping[str, GradeScheme]
    indicators: Mapping[str, Indicator]
    forms: Mapping[str, Way]
    methods: Mapping[str, Way]
    subjects: Mapping[str, Way]
    questions: Mapping[str, Question]
    categories: Mapping[str, Way]
    ways: Mapping[str, Way]
    steps: Mapping[str, ProcedureStep]
    addressees: Mapping[str, Addressee]
    bases: Mapping[str, Basis]
    alerts: Mapping[str, Alert]

    def article_of(self, identifier: str) -> Article | None:
        """The article that an id lies in: CMP-7 for CMP-7-3, through the row's own place for a GAP id."""
        row = self._placed.get(identifier)
        key = row.article_id if row else "-".join(identifier.split("-")[:2])
        return self.articles.get(key)

    def row(self, identifier: str) -> Any:
        """The limit, ground, measure or other placed row of that id; None if there is none."""
        return self._placed.get(identifier)

    def resting_on(self, article: str) -> tuple[Any, ...]:
        """Every limit, ground, measure and other row that rests on an article, by id."""
        rows = (row for row in self._placed.values() if row.article_id == article)
        return tuple(sorted(rows, key=lambda row: row.id))

    def articles_in(self, document: str) -> tuple[Article, ...]:
        """The articles of one document in order."""
        return tuple(article for article in self.articles.values() if article.document == document)

    @cached_property
    def _placed(self) -> dict[str, Any]:
        tables = reversed([value for value in vars(self).values() if isinstance(value, dict)])  # a limit comes first
        return {key: row for table in tables for key, row in table.items() if hasattr(row, "article_id")}
