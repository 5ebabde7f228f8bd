"""Rows of workbooks for tests: read ones changed, new ones made."""

from typing import Any

from mingjing.catalogue.columns import LISTED, POWERS, SHEETS
from mingjing.catalogue.models import PowerVersion
from mingjing.core import sheets
from mingjing.core.sheets import Page, Row
from tests.catalogue.factories import STEPS, House, bpmn, power_type

CHART = bpmn(*STEPS)
Found = dict[str, list[Row]]
FULL = {
    "power_type": "行政许可",
    "statutory_length": 20,
    "promised_length": 10,
    "chief": "局长",
    "handler": "许可科科员",
}


def changed(found: Found, version: PowerVersion, **said: Any) -> Found:
    """The same rows, that of one power changed."""
    rows = [
        Row(row.number, row.said | said) if row.said["number"] == version.item.number else row
        for row in found[POWERS.title]
    ]
    return found | {POWERS.title: rows}


def with_rows(found: Found, version: PowerVersion, **rows: list[dict[str, Any]]) -> Found:
    """The same rows, but what one power lists in the sheets named."""
    columns = {sheet.title: sheet.columns for sheet in LISTED}
    made = {
        title: [
            Row(
                number, {column.name: column.empty for column in columns[title]} | said | {"power": version.item.number}
            )
            for number, said in enumerate(listed, start=2)
        ]
        for title, listed in rows.items()
    }
    return found | made


def node(found: Found, name: str, **said: Any) -> Found:
    """The same rows, one node described otherwise."""
    rows = [Row(row.number, row.said | said) if row.said["name"] == name else row for row in found["环节"]]
    return found | {"环节": rows}


def new(home: House, *names: str, number: dict[str, str] | None = None, **said: Any) -> Found:
    """Rows of new powers of a unit."""
    power_type()
    empty = {column.name: column.empty for column in POWERS.columns}
    rows = [
        Row(n, empty | FULL | {"unit": home.unit.code, "name": name, "number": (number or {}).get(name, "")} | said)
        for n, name in enumerate(names, start=2)
    ]
    return {sheet.title: [] for sheet in SHEETS} | {POWERS.title: rows}


def book(found: Found) -> bytes:
    """The workbook of these rows."""
    return sheets.book(
        [Page.of(sheet.title, sheet.columns, [row.said for row in found[sheet.title]]) for sheet in SHEETS]
    )
