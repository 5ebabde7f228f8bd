"""Who may read the whole ledger. A case's own file is shown on the case's page."""

from django.db.models import QuerySet

from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.people.models import Official

READERS = (Role.AUDIT_ADMIN, Role.LGO_HEAD, Role.LG_MEMBER)


def visible_to(viewer: Official) -> QuerySet[Entry]:
    """The audit administrator and the leading group read everything; others nothing here."""
    return Entry.objects.all() if viewer.holds(*READERS) else Entry.objects.none()


def may_read(viewer: Official) -> bool:
    """True if the audit page exists for this person."""
    return viewer.holds(*READERS)
