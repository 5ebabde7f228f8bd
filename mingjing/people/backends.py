"""Who a session belongs to, read at once with what every page asks of that person.

A part above may ask more of each page's viewer: its app config says so in `of_viewers`, names to expressions.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.backends import ModelBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from mingjing.people.models import Official, RoleGrant


class OfficialBackend(ModelBackend):
    """Accounts with a password; the person of a session comes with unit and roles, in one query."""

    def get_user(self, user_id: Any) -> Official | None:
        """The official who is logged in; None once the account is gone or out of office."""
        held = RoleGrant.objects.filter(official=OuterRef("pk")).values("role")
        asked = {k: v for part in apps.get_app_configs() for k, v in getattr(part, "of_viewers", dict)().items()}
        rows = Official.objects.select_related("unit").annotate(held=ArraySubquery(held), **asked)
        person = rows.filter(pk=user_id).first()
        if person is None or not self.user_can_authenticate(person):
            return None
        person.roles = frozenset(person.held)
        return person
