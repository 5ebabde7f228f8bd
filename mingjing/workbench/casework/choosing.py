"""A power to choose on a form: named by its number, shown with its name."""

from typing import Any

from django import forms

from mingjing.catalogue.models import PowerItem


class PowerField(forms.ModelChoiceField):
    """One of the powers that the view puts into `queryset`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(PowerItem.objects.none(), to_field_name="number", **kwargs)

    def label_from_instance(self, item: Any) -> str:
        return f"{item.number} {item.name}"
