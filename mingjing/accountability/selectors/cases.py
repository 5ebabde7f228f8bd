"""Reads of cases: the list, and what a case is about in the words of its pack."""

from django.db.models import QuerySet

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase
from mingjing.people.models import Official
from mingjing.rules import packs
from mingjing.rules.packs.nouns import Ground, Pack


def cases(viewer: Official) -> QuerySet[AccountabilityCase]:
    """The cases that this person may see."""
    return access.visible_to(viewer).select_related("unit", "lead", "registered_by")


def ground_of(case: AccountabilityCase) -> Ground | None:
    """The ground as the pack has it under which the case was opened."""
    return pack_of(case).grounds.get(case.ground)


def pack_of(case: AccountabilityCase) -> Pack:
    """The rules by which the case is judged (ACC-15)."""
    return packs.load(case.pack)


def grounds_of(case: AccountabilityCase) -> list[tuple[str, list[tuple[str, str]]]]:
    """The grounds of the case's rules under their articles, as a form offers them (ACC-5-0 to ACC-9-0)."""
    pack = pack_of(case)
    under: dict[str, list[tuple[str, str]]] = {}
    for ground in pack.grounds.values():
        under.setdefault(ground.group, []).append((ground.id, f"{ground.id} {ground.name}"))
    return [(f"{pack.groups[key].article} {pack.groups[key].name}", rows) for key, rows in under.items()]
