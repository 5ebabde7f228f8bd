"""What the page of a case is made of: panels that show something, and acts that do something.

A room adds a panel or an act by one line in `parts.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from mingjing.accountability import access
from mingjing.accountability.models import AccountabilityCase
from mingjing.core.steps import Step
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest

Shown = Callable[[OfficialRequest, AccountabilityCase], dict[str, Any] | None]
Former = Callable[..., forms.Form]  # (request, case, data=None, files=None, prefix=...)
Doer = Callable[[OfficialRequest, AccountabilityCase, dict[str, Any]], str]
May = Callable[[Official, AccountabilityCase], bool]


@dataclass(frozen=True)
class Panel:
    """A part of the page. `context` returns what `template` takes, or None: then it is not there."""

    name: str
    template: str
    context: Shown


@dataclass(frozen=True)
class Act:
    """A button with its form. `do` returns what to say when it is done, and raises `Refused`.

    `step`: it moves the case, and is offered to whoever may; `may`: it is offered where this says so.
    `lazy`: its form asks the database, and is made when somebody wants it.
    """

    key: str
    label: Any
    form: Former
    do: Doer
    step: Step | None = None
    may: May | None = None
    basis: str = ""
    hint: Any = ""
    lazy: bool = False

    def offered(self, viewer: Official, case: AccountabilityCase) -> bool:
        """True if the button is there for this person now."""
        if self.step and not access.may_take(viewer, self.step, case):
            return False
        return self.may is None or self.may(viewer, case)

    @property
    def article(self) -> str:
        """What it rests on."""
        return self.basis or (self.step.basis if self.step else "")


class NoWords(forms.Form):
    """A form that asks nothing."""


def plain(form: type[forms.Form]) -> Former:
    """A form that needs to know nothing of the case."""

    def made(
        request: OfficialRequest, case: AccountabilityCase, data: Any = None, files: Any = None, **said: Any
    ) -> forms.Form:
        return form(data, files, **said)

    return made
