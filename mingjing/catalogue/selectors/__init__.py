"""Reads of the part."""

from mingjing.catalogue.selectors.differences import Change, difference
from mingjing.catalogue.selectors.gaps import gaps, lacks
from mingjing.catalogue.selectors.powers import ZONE, public, version_on

__all__ = ["ZONE", "Change", "difference", "gaps", "lacks", "public", "version_on"]
