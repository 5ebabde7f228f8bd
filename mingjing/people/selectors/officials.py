"""Officials as lists show them."""

from django.db.models import Prefetch, QuerySet

from mingjing.people import access
from mingjing.people.models import Official, RoleGrant


def listed(viewer: Official) -> QuerySet[Official]:
    """The people the viewer may see, with unit, post and roles."""
    grants = Prefetch("grants", RoleGrant.objects.order_by("role"))
    return access.officials_visible_to(viewer).select_related("unit", "post").prefetch_related(grants)
