"""What the page of a case is made of, whatever the case: panels that show something, and acts that do something."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms

from mingjing.core.models import Case
from mingjing.core.steps import Step
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest

C = TypeVar("C", bound=Case)
Former = Callable[..., forms.Form]  # (request, case, ..., data=None, files=None, prefix=...)
Doer = Callable[..., str]  # (request, case, ..., said)


@dataclass(frozen=True)
class Panel:
    """A part of the page. `context` (request, case, ...) gives what `template` takes, or None: then it is not there."""

    name: str
    template: str
    context: Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Act(Generic[C]):
    """A button with its form. `do` (request, case, ..., said) says what was done, and raises `Refused`.

    `step`: it moves the case, and is offered to whoever may; `may`: it is offered where this says so.
    `lazy`: its form asks the database, and is made when somebody wants it.
    """

    key: str
    label: Any
    form: Former
    do: Doer
    step: Step | None = None
    may: Callable[[Official, C], bool] | None = None
    basis: str = ""
    hint: Any = ""
    lazy: bool = False

    def may_take(self, viewer: Official, step: Step, case: C) -> bool:
        """True if the part lets this person take the step now."""
        raise NotImplementedError

    def offered(self, viewer: Official, case: C) -> bool:
        """True if the button is there for this person now."""
        if self.step and not self.may_take(viewer, self.step, case):
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

    def made(request: OfficialRequest, *about: Any, data: Any = None, files: Any = None, **said: Any) -> forms.Form:
        return form(data, files, **said)

    return made
