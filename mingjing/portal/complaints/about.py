"""What somebody was looking at when they chose to complain: a page, and the unit, power, chart step or matter on it."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import resolve

from mingjing.casework.models import Matter
from mingjing.casework.selectors import progress
from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import FlowNode, PowerItem, PowerVersion
from mingjing.people.models import Unit
from mingjing.portal.feedback import HOME, page_named, whose

OURS = "/complaints/"
OF_A_MATTER = ("matter", "matter_form")
LONGEST_PLACE = 4  # digits of a step's place on a chart


@dataclass(frozen=True)
class About:
    """A public page and what it shows. Nothing of it is personal; it is sealed all the same."""

    page: str = HOME
    unit: Unit | None = None
    item: PowerItem | None = None
    version: PowerVersion | None = None
    step: FlowNode | None = None
    matter: Matter | None = None

    def __bool__(self) -> bool:
        return self.page != HOME

    def said(self) -> dict[str, str]:
        """By name, as the complaint keeps it (CMP-4-2a, CMP-4-3)."""
        found = {
            "page": self.page,
            "unit": self.unit.code if self.unit else "",
            "power": self.item.number if self.item else "",
            "version": str(self.version.no) if self.version else "",
            "step": self.step.name if self.step else "",
            "matter": self.matter.number if self.matter else "",
        }
        return {name: value for name, value in found.items() if value and value != HOME}


def named(asked: QueryDict) -> About:
    """What the form's address, or its hidden fields, say. Whatever is no public page of ours is nothing."""
    page = page_named(asked.get("page", ""))
    if page == HOME or page.startswith(OURS):
        return About()
    shown, found = whose(page), resolve(page)
    item: PowerItem | None = shown["item"]
    matter = None
    if found.url_name in OF_A_MATTER:
        matter = progress.public().select_related("version").filter(pk=found.kwargs["pk"]).first()
    version = matter.version if matter else _version(item, found.kwargs.get("no"))
    return About(page, shown["unit"], item, version, _step(version, asked.get("step", "")), matter)


def _version(item: PowerItem | None, no: int | None) -> PowerVersion | None:
    if item is None or no is None:
        return item.current if item else None
    shown = PowerVersion.objects.filter(published_at__isnull=False, attribute=Attribute.PUBLIC)
    return shown.filter(item=item, no=no).first()


def _step(version: PowerVersion | None, place: str) -> FlowNode | None:
    if version is None or not (place.isascii() and place.isdecimal()) or len(place) > LONGEST_PLACE:
        return None
    return FlowNode.objects.filter(chart__version=version, order=int(place)).first()
