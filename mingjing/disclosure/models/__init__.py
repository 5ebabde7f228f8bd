"""主动公开: plans, records with their pictures, links on units' own portals, what readers report, 十公开."""

from mingjing.disclosure.models.links import OwnLink
from mingjing.disclosure.models.plans import Occasion, Plan, Stage
from mingjing.disclosure.models.records import Confirmation, Disclosure, Picture, ScopeMark
from mingjing.disclosure.models.reports import PageVotes, Report
from mingjing.disclosure.models.ten import TenDisclosure

__all__ = [
    "Confirmation",
    "Disclosure",
    "Occasion",
    "OwnLink",
    "PageVotes",
    "Picture",
    "Plan",
    "Report",
    "ScopeMark",
    "Stage",
    "TenDisclosure",
]
