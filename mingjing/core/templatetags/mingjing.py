"""Filters and tags that every template may use."""

from django import template

register = template.Library()


@register.filter
def get(mapping: dict, key: object) -> object:
    """`mapping|get:key`, None where absent."""
    return mapping.get(key)


@register.filter
def grouped(number: float | str | None) -> str:
    """A number with a comma between thousands; a dash for None and for what the template does not have."""
    return f"{number:,}" if isinstance(number, int | float) else "—"


@register.filter
def percent(share: float | None) -> str:
    """A share of 100, without a decimal that says nothing; a dash for None."""
    return "—" if share is None else f"{share:g}%"
