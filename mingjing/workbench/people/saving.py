"""How the people pages answer a form: saved, or shown again with what was typed and what is wrong with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from mingjing.core.errors import Refused
from mingjing.people.services.saving import WrongColumns


def saved(request: HttpRequest, form: BaseForm, act: Callable[[dict[str, Any]], object], said: str) -> bool:
    """Do `act` with what the form says; where it is refused, the form says why at the field."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except WrongColumns as wrong:
        for name, told in wrong.columns.items():
            form.add_error(name if name in form.fields else None, told)
        return False
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, said)
    return True
