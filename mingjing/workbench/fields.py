"""Fields of the forms on the page of a case: a complaint, or one of accountability."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from mingjing.workbench.choices import CHOOSE

LONGEST = 20_000


class PickOne(forms.ChoiceField):
    """One of some rows that are in memory already."""

    def __init__(self, rows: Iterable[Model], *, empty: Any = CHOOSE[1], **columns: Any) -> None:
        self.rows = {str(row.pk): row for row in rows}
        super().__init__(choices=[("", empty), *((key, str(row)) for key, row in self.rows.items())], **columns)

    def clean(self, value: Any) -> Any:
        """The row itself; None where none was chosen."""
        return self.rows.get(super().clean(value))


class PickSome(forms.MultipleChoiceField):
    """Some of some rows that are in memory already."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, rows: Iterable[Model], **columns: Any) -> None:
        self.rows = {str(row.pk): row for row in rows}
        super().__init__(choices=[(key, str(row)) for key, row in self.rows.items()], **columns)

    def clean(self, value: Any) -> Any:
        """The rows themselves."""
        return [self.rows[key] for key in super().clean(value)]


def words(label: Any, hint: Any = "", *, rows: int = 4, required: bool = True) -> forms.CharField:
    """A longer text; what it must say is refused by the service, with the article."""
    return forms.CharField(
        label=label, help_text=hint, max_length=LONGEST, required=required, widget=forms.Textarea({"rows": rows})
    )


class Words(forms.Form):
    """A reason, or any other text."""

    text = words(_("理由"))
