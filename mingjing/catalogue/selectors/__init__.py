"""Reads of the part."""

from mingjing.catalogue.selectors.changes import RevisionTask, revision_tasks
from mingjing.catalogue.selectors.coverage import Cover, Covered, coverage, owing
from mingjing.catalogue.selectors.differences import Change, difference, outlines
from mingjing.catalogue.selectors.drafts import awaiting, lacks, unsound, warnings
from mingjing.catalogue.selectors.powers import ZONE, public, taken_down, version_on

__all__ = [
    "ZONE",
    "Change",
    "Cover",
    "Covered",
    "RevisionTask",
    "awaiting",
    "coverage",
    "difference",
    "lacks",
    "outlines",
    "owing",
    "public",
    "revision_tasks",
    "taken_down",
    "unsound",
    "version_on",
    "warnings",
]
