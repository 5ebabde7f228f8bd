"""监督: gaps found, and leads registered."""

from mingjing.supervision.models.gaps import Gap
from mingjing.supervision.models.leads import Lead, LeadFile

__all__ = ["Gap", "Lead", "LeadFile"]
