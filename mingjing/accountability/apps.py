"""Django app."""

from datetime import datetime
from typing import Any

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "mingjing.accountability"
    label = "accountability"
    verbose_name = "责任追究"

    def of_viewers(self) -> dict[str, Any]:
        """Whether somebody looks into a case or has letters of one: each page asks, to show the rooms."""
        from mingjing.accountability.access import of_viewers  # noqa: PLC0415 - models are not there yet when this module is read

        return of_viewers()

    def assignment_moved(self, assignment: Any, step: Any, *, by: Any, at: datetime) -> None:
        """A case moves with the tasks that its decision led to."""
        from mingjing.accountability.services.rectifying import heard  # noqa: PLC0415 - models are not there yet when this module is read

        heard(assignment, step, by=by, at=at)
