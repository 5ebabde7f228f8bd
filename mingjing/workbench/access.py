"""Who may open a staff page: an official who is logged in and in office."""

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mingjing.people.models import Official


class OfficialRequest(HttpRequest):
    """A request whose user is an official; views name it in their signature."""

    user: Official


def official_required(view: Any) -> Any:
    """Send a stranger to the login page, who holds a one-time password to choosing another; let officials in."""

    @wraps(view)
    def opened(request: OfficialRequest, *words: Any, **named: Any) -> HttpResponse:
        if request.user.must_change_password:
            return redirect("workbench:password")
        return view(request, *words, **named)

    return login_required(opened)
