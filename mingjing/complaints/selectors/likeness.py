"""Open cases that say much the same as a text: a hint for whoever may see them, and nobody else (CMP-6-f)."""

from mingjing.complaints import access, workflow
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import duties
from mingjing.people.models import Official

ALIKE = 0.6
SEARCHED = 1000  # the newest


def alike(viewer: Official, text: str) -> list[Complaint]:
    """The open cases granted to this person that may be about the same matter, the likest first."""
    sample = duties.likeness(text)
    with access.shown_to(viewer):
        rows = access.visible_to(viewer).filter(status__in=workflow.OPEN).order_by("-received_on", "-id")
        scored = [(duties.alike(sample, access.routed(row).get("likeness", ())), row) for row in rows[:SEARCHED]]
    found = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [row for _, row in found]
