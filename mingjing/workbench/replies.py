"""How a staff page answers a press of a button."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from mingjing.core.errors import Refused


def done(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Do `act` and say so; where it is refused, say why and return False: the page keeps what was typed."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said)
    return True
