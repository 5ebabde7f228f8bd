"""The demo city's powers as written in powers/*.toml: who holds them, each version, and how their cases run.

A file's [defaults] say what its powers do not say themselves; [powers.amended] says what the second version changes.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from mingjing.casework.simulation import Rates
from mingjing.demo.charts import DrawnChart, write
from mingjing.demo.notation import Sequence, parse
from mingjing.demo.units import DemoUnit, named

FOLDER = Path(__file__).parent / "powers"
LIMIT = re.compile(r"(?P<length>\d+)(?P<days>日?)")
ELEMENTS = frozenset({
    "sub_name", "body_nature", "authorised_by", "counterpart", "conditions", "fee", "fee_basis", "fee_standard",
    "discretion", "result", "disclosed_content", "disclosed_to", "disclosed_by", "disclosed_within", "attribute",
    "closed_ground", "remedy", "responsibilities", "accountable_for", "risk_points", "risk_grade", "affected",
    "key_concern", "important", "online",
})  # fmt: skip
SHARES = frozenset({"late", "added", "skipped", "condition", "stalled", "pace", "rush", "extras"})
ROWS = frozenset({"bases", "materials", "statutory", "promised", "special", "flow", "story", "reason"})
OWN = frozenset({"unit", "units", "name", "type", "volume", "amended", "silent"})
REASONS = frozenset({"suspended_for", "abolished_for", "returned_for"})
RUSH = {1: 0.8, 2: 0.55, 3: 1.35, 6: 1.2, 9: 1.15, 11: 1.2, 12: 1.45}  # after the holidays, and before the year ends


class CatalogueError(ValueError):
    """A file of the demo's powers says something that nobody reads."""


@dataclass(frozen=True)
class Special:
    """A special procedure, as a version's row has it."""

    name: str
    ground: str
    starts_with: str
    ends_with: str
    longest: int | None


@dataclass(frozen=True)
class Version:
    """One version of a power: elements, rows, chart, and how the office runs under it."""

    power: str
    said: Mapping[str, Any]

    @property
    def story(self) -> str:
        """Where the version stands: a status of the catalogue, or what became of the power."""
        return str(self.said.get("story", "published"))

    @property
    def reason(self) -> str:
        """Why the power was amended."""
        return str(self.said.get("reason", ""))

    @property
    def elements(self) -> dict[str, Any]:
        """The columns of a version that are said in so many words."""
        return {name: value for name, value in self.said.items() if name in ELEMENTS}

    @property
    def limits(self) -> dict[str, Any]:
        """Statutory and promised limit, as columns."""
        columns: dict[str, Any] = {}
        for which in ("statutory", "promised"):
            if written := self.said.get(which):
                columns[f"{which}_length"], columns[f"{which}_unit"] = limit(written)
        return columns

    @property
    def bases(self) -> list[tuple[str, str]]:
        """Laws with their articles."""
        return [(law, article) for law, article in self.said["bases"]]

    @property
    def materials(self) -> list[str]:
        return list(self.said.get("materials", ()))

    @property
    def specials(self) -> list[Special]:
        return [Special(*row) for row in self.said.get("special", ())]

    @cached_property
    def flow(self) -> Sequence:
        return parse(self.said["flow"])

    @cached_property
    def chart(self) -> DrawnChart:
        return write(self.flow, self.power)

    @property
    def rates(self) -> Rates:
        """How the office works under this version; ways of the chart by their weights."""
        shares: dict[str, Any] = {name: self.said[name] for name in SHARES if name in self.said}
        if "extras" in shares:
            shares["extras"] = tuple(shares["extras"])
        shares["rush"] = RUSH | {int(month): factor for month, factor in shares.get("rush", {}).items()}
        return Rates(weights=self.chart.weights, **shares)


@dataclass(frozen=True)
class Power:
    """One power of one unit."""

    unit: DemoUnit
    name: str
    type: str
    volume: int
    silent: bool  # it runs, but the unit sends no records (ACC-5-3)
    versions: tuple[Version, ...]
    reasons: Mapping[str, str]


def limit(written: str) -> tuple[int, str]:
    """Length and unit of `20` (working days) or `20日`.

    Raises:
        CatalogueError: it is neither.
    """
    found = LIMIT.fullmatch(written)
    if found is None:
        raise CatalogueError(f"“{written}” is not a limit such as 20 or 20日")
    return int(found["length"]), "days" if found["days"] else "working_days"


@cache
def demo_powers() -> tuple[Power, ...]:
    """Every power, file by file in the order of their names.

    Raises:
        CatalogueError: an unknown key, with its file and power.
    """
    return tuple(power for file in sorted(FOLDER.glob("*.toml")) for power in _powers(file))


def _powers(file: Path) -> Iterator[Power]:
    book = tomllib.loads(file.read_text(encoding="utf-8"))
    for row in book["powers"]:
        said = book.get("defaults", {}) | row
        _check(said, file)
        holders = said.get("units") or [said["unit"]]
        for holder in holders:
            yield _power(said, named(holder), len(holders))


def _power(said: Mapping[str, Any], unit: DemoUnit, holders: int) -> Power:
    changed = said.get("amended")
    first = {name: value for name, value in said.items() if not changed or name != "story"}
    versions = [Version(said["name"], first)]
    if changed:
        versions.append(Version(said["name"], said | changed))
    return Power(
        unit=unit,
        name=said["name"],
        type=said["type"],
        volume=said["volume"] // holders,
        silent=said.get("silent", False),
        versions=tuple(versions),
        reasons={name: said[name] for name in REASONS if name in said},
    )


def _check(said: Mapping[str, Any], file: Path) -> None:
    known = ELEMENTS | SHARES | ROWS | OWN | REASONS
    unknown = (said.keys() | said.get("amended", {}).keys()) - known
    if unknown:
        raise CatalogueError(f"{file.name}, {said.get('name')}: unknown {', '.join(sorted(unknown))}")
