"""Canaries: words planted where secrets go, and the forms in which they might come out somewhere."""

import base64
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

EDGE = 4  # base64 letters at each end that depend on what stands beside
BLOCK, OVERLAP = 8 * 1024 * 1024, 4096
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"


def forms(word: str | bytes) -> set[bytes]:
    """Every encoding in which a word is looked for."""
    if isinstance(word, bytes):
        return {word, *_rewritten(word)}
    found = {json.dumps(word)[1:-1].encode(), quote(word).encode()}
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        data = word.encode(encoding)
        found |= {data, *_rewritten(data)}
    return found


def _rewritten(data: bytes) -> Iterator[bytes]:
    yield data.hex().encode()
    yield data.hex().upper().encode()
    for before in range(3):
        inside = base64.b64encode(b"\0" * before + data)[EDGE if before else 0 : -EDGE]
        if len(inside) > 2 * EDGE:
            yield inside
            yield inside.replace(b"+", b"-").replace(b"/", b"_")


class Canaries:
    """Words by name. `found_in` tells which of them stand in some bytes, in whatever form."""

    def __init__(self, words: dict[str, str | bytes]) -> None:
        self.forms = [(name, form) for name, word in words.items() for form in forms(word)]

    def found_in(self, data: bytes) -> set[str]:
        """The names of the words that stand in `data`."""
        return {name for name, form in self.forms if form in data}

    def found_in_file(self, path: Path) -> set[str]:
        """The names of the words that stand in a file, its name included."""
        found, rest = self.found_in(os.fsencode(path)), b""
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                found |= self.found_in(rest + block)
                rest = block[-OVERLAP:]
        return found

    def found_under(self, folders: Iterable[Path], *, since: float = 0) -> dict[str, set[str]]:
        """What stands in the files under some folders that were written after an instant."""
        hits = {}
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.stat().st_mtime >= since and (found := self.found_in_file(path)):
                    hits[str(path)] = found
        return hits

    def found_in_database(self, connection: psycopg.Connection) -> dict[str, set[str]]:
        """What stands in any row of any table, as a dump writes them."""
        hits = {}
        for (table,) in connection.execute(TABLES).fetchall():
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.SQL(table))) as copy:
                rows = b"".join(bytes(row) for row in copy)
            if found := self.found_in(rows) | self.found_in(rows.replace(b"\\\\", b"\\")):
                hits[table] = found
        return hits


class Written:
    """Every file that this process opened for writing while it was watched."""

    paths: set[str] | None = None


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and Written.paths is not None:
        path, _mode, flags = arguments
        if isinstance(path, str | bytes | os.PathLike) and isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR):
            Written.paths.add(os.fsdecode(path))


sys.addaudithook(_watch)


@contextmanager
def files_written() -> Iterator[set[str]]:
    """The paths that are opened for writing while the block runs, also of files that are gone again after."""
    Written.paths = paths = set()
    try:
        yield paths
    finally:
        Written.paths = None
