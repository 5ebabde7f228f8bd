"""Who sees what of the log is not public: only which promises were broken."""

from mingjing.people.enums import Role
from mingjing.people.models import Official


def may_see_overdue(viewer: Official) -> bool:
    """The audit administrator alone: he reads no complaint, and counts those that were promised and not proven."""
    return viewer.holds(Role.AUDIT_ADMIN)
