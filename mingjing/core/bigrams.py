"""Search words made by the application, so that any PostgreSQL finds Chinese without an extension."""

import re
import unicodedata
from collections.abc import Iterator

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, QuerySet, Value

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUNS = re.compile(rf"[{HAN}]+|[a-z0-9]+")


def normalise(text: str) -> str:
    """NFKC, lower case: full-width and half-width, capital and small are one."""
    return unicodedata.normalize("NFKC", text).lower()


def words(text: str) -> list[str]:
    """Each Han character, each overlapping pair, each Latin or digit run; sorted, once."""
    return sorted({word for run in RUNS.findall(normalise(text)) for word in _of_run(run)})


def _of_run(run: str) -> Iterator[str]:
    if run.isascii():
        yield run
        return
    yield from run
    yield from (run[i : i + 2] for i in range(len(run) - 1))


def vector(text: str) -> Func:
    """The expression to store in a SearchVectorField. No dictionary, no stop words."""
    return Func(Value(words(text)), function="array_to_tsvector", output_field=SearchVectorField())


def _terms(query: str) -> Iterator[str]:
    for run in RUNS.findall(normalise(query)):
        pairs = [run[i : i + 2] for i in range(len(run) - 1)]
        yield from [run] if run.isascii() or not pairs else pairs


def matching(rows: QuerySet, query: str, *, text_field: str = "search_text", vector_field: str = "search") -> QuerySet:
    """Rows whose text holds every run of `query` exactly; the index finds, the text decides.

    An empty query, or one without a letter, changes nothing. Latin runs match whole words.
    """
    terms = " & ".join(f"'{term}'" for term in _terms(query))
    if not terms:
        return rows
    found = rows.extra(where=[f'"{rows.model._meta.db_table}"."{vector_field}" @@ %s::tsquery'], params=[terms])  # noqa: S610
    for run in RUNS.findall(normalise(query)):
        if not run.isascii() and len(run) > 2:
            found = found.filter(**{f"{text_field}__contains": run})
    return found
