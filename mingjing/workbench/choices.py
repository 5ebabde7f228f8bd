"""Choices that the filters of many lists offer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from mingjing.people.models import Unit

ANY = ("", _("全部"))  # of a filter
CHOOSE = ("", _("请选择"))  # of a form


class AnyUnit(forms.ModelChoiceField):
    """One unit by its code, or all."""

    def __init__(self) -> None:
        units = Unit.objects.order_by("code")
        super().__init__(units, label=_("单位"), required=False, to_field_name="code", empty_label=ANY[1])
