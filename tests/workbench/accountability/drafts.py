"""What the form of a draft is sent, for tests of its pages."""

import re

from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, Subject

DUE = "2026-04-01"


def address(found: AccountabilityCase, severity: str = "", *, wide: bool = False) -> str:
    asked = f"?severity={severity}" + ("&wide=1" if wide else "") if severity else ""
    return reverse("workbench:accountability_decision", args=[found.pk]) + asked


def act(found: AccountabilityCase, key: str) -> str:
    return reverse("workbench:accountability_act", args=[found.pk, key])


def pick(subject: Subject, measure: str, **said: str) -> dict[str, str]:
    """One measure chosen with what belongs to it."""
    at = f"-{subject.pk}-ACC-11-{measure}"
    return {f"pick{at}": "on"} | {f"{name}{at}": value for name, value in said.items()}


def rest(found: AccountabilityCase, **changes: object) -> dict[str, object]:
    """What a draft says once for all subjects."""
    return {
        "division": found.divisions.first().pk, "bases": ["ACC"], "rectify": "on", "rectify_what": "退还材料。",
        "rectify_by": DUE, "reasons": "情节轻微，影响较小。", **changes,
    }  # fmt: skip


def minor(subject: Subject) -> dict[str, str]:
    return {**pick(subject, "1a"), **pick(subject, "1c", due=DUE)}


def offered(page: str) -> list[str]:
    """The measures that the page offers, by the end of their id."""
    return re.findall(r'name="pick-[0-9a-f-]{36}-ACC-11-(\w+)"', page)
