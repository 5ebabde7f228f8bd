"""Lists to take away: whatever a page lists, as its viewer sees and filters it, as xlsx.

A list's own view exports: the link of `components/export.html` asks for the same address with `export=xlsx`, so what
is filtered, and what may be seen, is one and the same.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mingjing.core.sheets import XLSX, Page, streamed

ASKED = "export"
MOST = 100_000
CHUNK = 2000


@dataclass(frozen=True)
class Col:
    """A column of an exported list: its title, and where its text comes from: a path of attributes, or a function."""

    title: Any
    source: str | Callable[[Any], Any]
    wide: int = 20

    def of(self, row: Any) -> str:
        """The cell of a row."""
        return shown(self.source(row) if callable(self.source) else _at(row, self.source))


def wanted(request: HttpRequest) -> bool:
    """True if a list's page was asked for as a sheet."""
    return request.GET.get(ASKED) == "xlsx"


def export(title: str, columns: Sequence[Col], rows: QuerySet[Any] | Iterable[Any]) -> HttpResponse:
    """The rows as an xlsx to save, piece by piece: at most 100,000, and the last row says so if there are more."""
    found = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows
    day = timezone.localdate().isoformat()
    pages = [Page(title, [str(column.title) for column in columns], _cells(columns, found), [c.wide for c in columns])]
    answer = StreamingHttpResponse(_spoken(streamed(pages)), content_type=XLSX)
    return _named(answer, f"{title}-{day}")


def download(name: str, data: bytes | Iterable[bytes]) -> HttpResponse:
    """An xlsx to save, `name` without its ending."""
    if isinstance(data, bytes):
        return _named(HttpResponse(data, content_type=XLSX), name)
    return _named(StreamingHttpResponse(_spoken(iter(data)), content_type=XLSX), name)


def _named(answer: Any, name: str) -> Any:
    """Typed as what views promise: a stream is a response's sibling and answers as well."""
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return answer


def _spoken(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces in the language that the page was asked in: they are made after the view has returned."""
    language = translation.get_language()

    def made() -> Iterator[bytes]:
        with translation.override(language):
            yield from pieces

    return made()


def _cells(columns: Sequence[Col], rows: Iterable[Any]) -> Iterator[list[str]]:
    for number, row in enumerate(rows):
        if number >= MOST:
            said = _("只导出了前 %(most)s 行，后面还有。请缩小筛选范围，分几次导出。") % {"most": MOST}
            yield [said, *[""] * (len(columns) - 1)]
            return
        yield [column.of(row) for column in columns]


def shown(value: Any) -> str:
    """A value as a cell says it: local time to the minute, days, 是 and 否, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if timezone.is_aware(value) else f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _at(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else getattr(row, name, None)
        row = row() if callable(row) else row
    return row
