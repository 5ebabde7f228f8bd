"""Filters and tags that every template may use."""

from django import template

register = template.Library()


@register.filter
def get(mapping: dict, key: object) -> object:
    """`mapping|get:key`, None where absent."""
    return mapping.get(key)
