"""Filters and tags that every template may use."""

from django import template

register = template.Library()


@register.filter
def get(mapping: dict, key: object) -> object:
    """`mapping|get:key`, None where absent."""
    return mapping.get(key)


@register.filter
def grouped(number: float | None) -> str:
    """A number with a comma between thousands; a dash for None."""
    return "—" if number is None else f"{number:,}"
