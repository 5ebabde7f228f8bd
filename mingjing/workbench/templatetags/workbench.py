"""Filters of the staff pages."""

from django import template

from mingjing.rules import packs

register = template.Library()


@register.filter
def is_in(identifier: str, slug: str) -> bool:
    """True if the pack has an article for an inventory id, so that a link to it leads somewhere."""
    return bool(identifier) and packs.load(slug).article_of(identifier) is not None
