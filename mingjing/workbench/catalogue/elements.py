"""The elements of a version as a page reads them out, group by group."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mingjing.catalogue.models import PowerVersion
from mingjing.workbench.catalogue.forms import INTERNAL, SECTIONS


@dataclass(frozen=True)
class Group:
    """Elements that belong together: (label, what is said), empty where nothing is."""

    title: str
    facts: list[tuple[str, str]]


def groups(version: PowerVersion, *, inside: bool) -> Iterator[Group]:
    """Every element of a version; integrity risks only for the unit itself and the office."""
    for title, names in SECTIONS:
        if inside or not INTERNAL.intersection(names):
            yield Group(str(title), [fact for name in names if (fact := _fact(version, name))])


def signatures(version: PowerVersion) -> list[tuple[str, Any]]:
    """Who drafted, reviewed, cleared, approved and published it."""
    return [
        (_("起草人"), version.drafted_by),
        (_("审核人"), version.reviewed_by),
        (_("保密审查人"), version.cleared_by),
        (_("保密审查意见"), version.clearance),
        (_("批准人"), version.approved_by),
        (_("批准时间"), version.approved_at),
        (_("公布时间"), version.published_at),
    ]


def _fact(version: PowerVersion, name: str) -> tuple[str, str] | None:
    """One element; a length takes its unit with it, so the unit alone is none."""
    if name.endswith("_unit"):
        return None
    label = str(PowerVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    value = getattr(version, name)
    if isinstance(value, bool):
        return label, _("是") if value else _("否")
    if name.endswith("_length"):
        unit = getattr(version, f"get_{name.removesuffix('_length')}_unit_display")()
        return label, "" if value is None else f"{value}{unit}"
    display = getattr(version, f"get_{name}_display", None)
    return label, str(display() if display else value or "")
