"""What people of the demo city complain of, as written in complaints.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "complaints.toml"


@dataclass(frozen=True)
class Story:
    """One complaint: how many days ago it came, about which unit (empty: unknown), and how far it has come (`fate`)."""

    days: int
    channel: str
    act: str
    unit: str
    fate: str
    text: str
    real_name: bool = False
    outside: str = ""
    finding: str = ""
    facts: str = ""
    measures: str = ""
    told: str = ""
    summary: str = ""
    stars: int = 0
    plan: str = ""
    handed: str = ""
    request: str = ""
    answer: str = ""
    reason: str = ""


def stories() -> list[Story]:
    """All of them, the oldest first."""
    with FILE.open("rb") as file:
        return [Story(**row) for row in tomllib.load(file)["story"]]
