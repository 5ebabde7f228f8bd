"""Units, posts and people for tests."""

import datetime as dt

from mingjing.people.models import Official, Post, Unit
from tests.catalogue.factories import AT, official, unit

TODAY = dt.date(2026, 3, 2)
CLASSES = ("county", "zone", "department", "concerned")

__all__ = ["AT", "CLASSES", "TODAY", "administrators", "city", "official", "post", "said", "unit"]


def said(**columns: object) -> dict[str, object]:
    """What is said of a unit when it is entered."""
    return {
        "name": "保定市水务局",
        "region_code": "130600",
        "addressee_class": "department",
        "nature": "organ",
        "active_from": dt.date(2010, 1, 26),
        **columns,
    }


def post(of: Unit, title: str = "局长", **columns: object) -> Post:
    return Post.objects.get_or_create(unit=of, title=title, section="", defaults={"kind": "chief", **columns})[0]


def administrators() -> dict[str, Official]:
    """The three administrators and the office's clerk and head."""
    office = unit("130600LGO", "领导小组办公室", nature="office")
    roles = ("system_admin", "security_admin", "audit_admin", "lgo_clerk", "lgo_head")
    return {role: official(role.replace("_", ""), role, of=office) for role in roles}


def city(each: int = 2) -> list[Unit]:
    """Units of all four addressee classes."""
    return [
        unit(f"13060{place}{number:02d}", f"{kind}单位{number}", addressee_class=kind)
        for place, kind in enumerate(CLASSES)
        for number in range(each)
    ]
