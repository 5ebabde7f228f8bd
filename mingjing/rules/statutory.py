"""年度报告统计表: the statutory tables 2, 3 and 4 of the annual report, and the sums that must agree (ACC-8-1).

A figure is named by table, row and column, as in `t3-new-person`. What was left empty counts as nothing.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

Figures = Mapping[str, Decimal]

ALL, RESULTS = "all", "results"
NEW, CARRIED, NEXT = "new", "carried", "next"
REQUESTS, SUITS = "t3", "t4"
AROUND = frozenset({NEW, CARRIED, RESULTS, NEXT})  # rows of table 3 that are no outcome


@dataclass(frozen=True)
class Column:
    """A column; its figures have at most so many decimals, none where they count something."""

    key: str
    name: str
    decimals: int = 0


@dataclass(frozen=True)
class Line:
    """A row; `cells` names the columns in which it has a figure."""

    key: str
    name: str
    cells: frozenset[str]


@dataclass(frozen=True)
class Cell:
    """A place for a figure."""

    name: str
    line: Line
    column: Column

    def __str__(self) -> str:
        return f"{self.line.name}（{self.column.name}）"


@dataclass(frozen=True)
class Table:
    """A table with its number in the notice."""

    key: str
    no: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return f"表{self.no} {self.title}"

    def name(self, line: str, column: str) -> str:
        """What the figure in a row and a column is called."""
        return f"{self.key}-{line}-{column}"

    def cells(self) -> Iterator[Cell]:
        """Every place for a figure, row by row."""
        for line in self.lines:
            for column in self.columns:
                if column.key in line.cells:
                    yield Cell(self.name(line.key, column.key), line, column)

    @property
    def parts(self) -> tuple[Column, ...]:
        """The columns that the last one adds up."""
        return tuple(column for column in self.columns if column.key != ALL)

    @property
    def outcomes(self) -> tuple[Line, ...]:
        """The rows that 办理结果总计 adds up."""
        return tuple(line for line in self.lines if line.key not in AROUND)


@dataclass(frozen=True)
class Wrong:
    """A figure that does not agree with others: at which, and the two numbers in words."""

    name: str
    what: str


@dataclass(frozen=True)
class Unlike:
    """A column in which this year's carried-over differs from what last year carried to the next."""

    column: Column
    now: Decimal
    then: Decimal

    def __str__(self) -> str:
        return f"{self.column.name}：本年报“上年结转”{self.now}，上年报“结转下年度”{self.then}"


@cache
def tables() -> tuple[Table, ...]:
    """Tables 2, 3 and 4, in order."""
    found = tomllib.loads(Path(__file__).with_name("statutory.toml").read_text(encoding="utf-8"))
    return tuple(map(_table, found["tables"]))


def _table(said: dict[str, Any]) -> Table:
    columns = tuple(Column(**one) for one in said["columns"])
    every = [column.key for column in columns]
    lines = tuple(Line(one["key"], one["name"], frozenset(one.get("cells", every))) for one in said["rows"])
    return Table(said["key"], said["no"], said["title"], columns, lines)


@cache
def table(key: str) -> Table:
    """One of the tables.

    Raises:
        StopIteration: there is none of that key.
    """
    return next(one for one in tables() if one.key == key)


@cache
def cells() -> Mapping[str, Cell]:
    """Every place for a figure by its name."""
    return {cell.name: cell for one in tables() for cell in one.cells()}


def figure_of(text: str, column: Column) -> Decimal | None:
    """The figure that somebody wrote, with full-width digits or commas between thousands; None for nothing.

    Raises:
        ValueError: no number, a negative one, or more decimals than the column has, in words for the writer.
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,12}(\.\d+)?", plain, re.ASCII):
        raise ValueError(f"“{text.strip()[:40]}”不是数量，请填 0 或者正数")
    whole, _point, decimals = plain.partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) > column.decimals:
        raise ValueError(
            f"“{text.strip()[:40]}”小数位太多，最多 {column.decimals} 位"
            if column.decimals
            else f"“{text.strip()[:40]}”不是整数，这一格填件数"
        )
    return Decimal(f"{int(whole)}.{decimals}" if decimals else int(whole))


def wrong_sums(figures: Figures) -> list[Wrong]:
    """Every sum that does not agree, each at the figure that should be the sum."""
    return [*_wrong_rows(REQUESTS, figures), *_wrong_columns(figures), *_wrong_rows(SUITS, figures)]


def _of(figures: Figures, name: str) -> Decimal:
    return figures.get(name) or Decimal(0)


def _wrong_rows(key: str, figures: Figures) -> Iterator[Wrong]:
    """总计 of a row is the sum of its other columns."""
    one = table(key)
    for line in one.lines:
        name = one.name(line.key, ALL)
        should = sum((_of(figures, one.name(line.key, part.key)) for part in one.parts), Decimal(0))
        if _of(figures, name) != should:
            yield Wrong(name, f"“{line.name}”各列之和是 {should}，总计填的是 {_of(figures, name)}")


def _wrong_columns(figures: Figures) -> Iterator[Wrong]:
    """办理结果总计 is the sum of the outcomes, and what came in is what was done and what is carried on."""
    one = table(REQUESTS)
    for column in one.columns:

        def at(line: str, column: Column = column) -> Decimal:
            return _of(figures, one.name(line, column.key))

        should = sum((at(line.key) for line in one.outcomes), Decimal(0))
        if at(RESULTS) != should:
            what = f"“{column.name}”列各项办理结果之和是 {should}，办理结果总计填的是 {at(RESULTS)}"
            yield Wrong(one.name(RESULTS, column.key), what)
        came, went = at(NEW) + at(CARRIED), at(RESULTS) + at(NEXT)
        if came != went:
            what = (
                f"“{column.name}”列：本年新收 {at(NEW)} 加上年结转 {at(CARRIED)} 是 {came}，"
                f"办理结果总计 {at(RESULTS)} 加结转下年度 {at(NEXT)} 是 {went}，两边应当相等"
            )
            yield Wrong(one.name(NEXT, column.key), what)


def unlike_last_year(figures: Figures, last: Figures) -> list[Unlike]:
    """The columns of table 3 in which 上年结转 is not what the report of last year carried to the next."""
    one = table(REQUESTS)
    pairs = [
        Unlike(column, _of(figures, one.name(CARRIED, column.key)), _of(last, one.name(NEXT, column.key)))
        for column in one.columns
    ]
    return [pair for pair in pairs if pair.now != pair.then]
