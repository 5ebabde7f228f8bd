"""A notice as it leaves the building (NOT-3)."""

from django.utils import timezone

from mingjing.core.documents import Document, Paragraph
from mingjing.people.models import Notice

OFFICE = "领导小组办公室"


def notice(found: Notice) -> Document:
    """通知: its text, signed by the sender's unit on the day it was sent."""
    return Document(
        found.title,
        [Paragraph(found.body)],
        issuer=found.sent_by.unit.name if found.sent_by else OFFICE,
        date=timezone.localdate(found.sent_at),
    )
