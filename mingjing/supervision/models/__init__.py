"""监督: gaps found, and leads registered."""

from mingjing.supervision.models.gaps import Gap

__all__ = ["Gap"]
