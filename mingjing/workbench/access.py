"""Who may open a staff page: an official who is logged in and in office."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest

from mingjing.people.models import Official


class OfficialRequest(HttpRequest):
    """A request whose user is an official; views name it in their signature."""

    user: Official


def official_required(view: Any) -> Any:
    """Send a stranger to the login page; let officials in."""
    return login_required(view)
