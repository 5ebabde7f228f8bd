"""The demo city's units with their posts, as written in units.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "units.toml"
CITY = "130600"
SERVICE, REPORT, FIRST_POST = 1, 2, 11  # last two digits of a unit's phone numbers


@dataclass(frozen=True)
class DemoPost:
    """A post as its public card shows it."""

    kind: str
    section: str
    title: str
    scope: str
    authority: str
    phone: str


@dataclass(frozen=True)
class DemoUnit:
    """A unit of the demo city; `elsewhere`: it carries this city's code or rules over such, but is run by others."""

    code: str
    name: str
    short_name: str
    region_code: str
    parent: str
    administered_by: str
    addressee_class: str
    nature: str
    sector: str
    duties: str
    authority: str
    address: str
    service_phone: str
    report_phone: str
    elsewhere: bool
    posts: tuple[DemoPost, ...]

    def is_called(self, name: str) -> bool:
        """True for the full name, the short name or the code."""
        return name in (self.name, self.short_name, self.code)


@cache
def demo_units() -> tuple[DemoUnit, ...]:
    """Every unit, parents before children."""
    book = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(_units(book))


def named(name: str) -> DemoUnit:
    """The unit of a name, short name or code.

    Raises:
        LookupError: the city has no such unit.
    """
    found = next((unit for unit in demo_units() if unit.is_called(name)), None)
    if found is None:
        raise LookupError(f"units.toml has no unit “{name}”")
    return found


def _units(book: Mapping[str, Any]) -> Iterator[DemoUnit]:
    for number, row in enumerate(book["units"], start=1):
        said = book["kinds"][row["kind"]] | row
        name = said.get("prefix", "") + said["name"]
        yield DemoUnit(
            code=said["code"],
            name=name,
            short_name=said.get("short", said["name"]),
            region_code=said.get("region", CITY),
            parent=said.get("parent", "") if not said.get("elsewhere") else "",
            administered_by=said.get("administered_by", ""),
            addressee_class=said["addressee_class"],
            nature=said["nature"],
            sector=said.get("sector", ""),
            duties=said["duties"],
            authority="行使法律、法规、规章规定和市政府授权的职权，以公布的职权目录为准。",
            address=f"{name}办公楼（演示地址{number}号）",
            service_phone=phone(number, SERVICE),
            report_phone=phone(number, REPORT),
            elsewhere=said.get("elsewhere", False),
            posts=tuple(_posts(book["posts"], said, number)),
        )


def _posts(rows: list[Mapping[str, str]], unit: Mapping[str, Any], number: int) -> Iterator[DemoPost]:
    for place, row in enumerate(rows):
        yield DemoPost(
            kind=row["kind"],
            section=row.get("section", "").format(office=unit["office"]),
            title=row["title"].format(chief=unit["chief"]),
            scope=row["scope"],
            authority=row["authority"],
            phone=phone(number, FIRST_POST + place),
        )


def phone(number: int, line: int) -> str:
    """A number that nobody has: local numbers do not begin with nought."""
    return f"0312-000{number:02d}{line:02d}"
