"""What must hold between the rows of a pack, beyond each row being well formed."""

from collections.abc import Iterator, Mapping
from typing import Any

from mingjing.rules.numbering import article_number
from mingjing.rules.packs.nouns import EFFECTS
from mingjing.rules.packs.reading import FILES, Problems

Tables = Mapping[str, Mapping[str, Any]]
# Which key of which table must name a row of which other table.
POINTERS = (
    ("grounds", "group", "groups"),
    ("indicators", "group", "groups"),
    ("questions", "group", "groups"),
    ("measures", "severity", "severities"),
    ("measures", "limit", "limits"),
    ("acts", "suggests", "grounds"),
    ("steps", "alternative_to", "steps"),
    ("bases", "successor", "bases"),
    ("bases", "cited_in", "articles"),
    ("alerts", "limit", "limits"),
    ("dates", "classes", "addressees"),
)
WEIGHTS = ("lighter", "heavier")


def check(tables: Tables, problems: Problems) -> None:
    """Add to `problems` every article that does not exist, every pointer into nothing, every gap in the articles."""
    for table, rows in tables.items():
        for key, row in rows.items():
            for name, reason in _misplaced(row, tables):
                problems.add(_file(table), f"{table}.{key}.{name}", reason)
    for key, row in tables["circumstances"].items():
        if row.weight not in WEIGHTS:
            problems.add("circumstances.toml", f"circumstances.{key}.weight", f"“{row.weight}”应为 lighter 或 heavier")
    for key, row in tables["measures"].items():
        if (row.effect in EFFECTS) == (row.target == "case"):
            said = f"“{row.effect}”应为 {'、'.join(EFFECTS)} 之一；移送没有"
            problems.add("measures.toml", f"measures.{key}.effect", said)
    _check_pointers(tables, problems)
    _check_articles(tables, problems)


def _check_pointers(tables: Tables, problems: Problems) -> None:
    for table, name, target in POINTERS:
        for key, row in tables[table].items():
            for pointer in _pointers(getattr(row, name)):
                if pointer not in tables[target]:
                    problems.add(_file(table), f"{table}.{key}.{name}", f"{target} 中没有“{pointer}”")


def _misplaced(row: Any, tables: Tables) -> Iterator[tuple[str, str]]:
    if not hasattr(row, "article"):
        return
    document = tables["documents"].get(row.document)
    if document is None:
        yield "document", f"没有文件“{row.document}”"
    elif row.article or document.articles:
        number = article_number(row.article)
        if number is None:
            yield "article", f"“{row.article}”不是条款，应如 第七条第三项"
        elif row.article_id not in tables["articles"]:
            yield "article", f"{document.title}没有第{number}条"


def _check_articles(tables: Tables, problems: Problems) -> None:
    """The articles of each document must run from 1 to the number that the document states."""
    expected = {f"{d.id}-{n}" for d in tables["documents"].values() for n in range(1, d.articles + 1)}
    for key in sorted(expected - tables["articles"].keys()):
        problems.add("articles.toml", f"articles.{key}", "缺少这一条")
    for key in sorted(tables["articles"].keys() - expected):
        problems.add("articles.toml", f"articles.{key}", "文件中没有这一条")


def _pointers(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _file(table: str) -> str:
    return next(file for file, tables in FILES.items() if table in tables)
