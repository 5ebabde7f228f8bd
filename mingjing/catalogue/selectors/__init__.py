"""Reads of the part."""

from mingjing.catalogue.selectors.changes import RevisionTask, revision_tasks
from mingjing.catalogue.selectors.differences import Change, difference
from mingjing.catalogue.selectors.drafts import awaiting, lacks, unsound, warnings
from mingjing.catalogue.selectors.gaps import Gap, coverage, gaps
from mingjing.catalogue.selectors.powers import ZONE, public, version_on

__all__ = [
    "ZONE",
    "Change",
    "Gap",
    "RevisionTask",
    "awaiting",
    "coverage",
    "difference",
    "gaps",
    "lacks",
    "public",
    "revision_tasks",
    "unsound",
    "version_on",
    "warnings",
]
