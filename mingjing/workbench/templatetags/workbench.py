"""Filters of the staff pages."""

from django import template

from mingjing.accountability import access as accountability
from mingjing.complaints import access as complaints
from mingjing.filings import access as filings
from mingjing.meetings import access as meetings
from mingjing.people import access as people
from mingjing.people.models import Official
from mingjing.rules import packs
from mingjing.sealing import access as sealing
from mingjing.supervision import access as supervision

register = template.Library()


@register.filter
def is_in(identifier: str, slug: str) -> bool:
    """True if the pack has an article for an inventory id, so that a link to it leads somewhere."""
    return bool(identifier) and packs.load(slug).article_of(identifier) is not None


@register.filter
def holds_key(viewer: Official) -> bool:
    """True for whoever sealed matter may be given to."""
    return sealing.may_hold_key(viewer)


@register.filter
def looks_in_complaints(viewer: Official) -> bool:
    """True if there may be complaints to read for this person."""
    return complaints.may_look_in(viewer)


@register.filter
def sees_leads(viewer: Official) -> bool:
    """True if the pages of leads exist for this person."""
    return supervision.may_see_leads(viewer)


@register.filter
def sees_cases(viewer: Official) -> bool:
    """True if the pages of accountability exist for this person."""
    return accountability.may_see_cases(viewer)


@register.filter
def sees_bars(viewer: Official) -> bool:
    """True if the page of merit bars exists for this person."""
    return people.may_see_bars(viewer)


@register.filter
def sees_filings(viewer: Official) -> bool:
    """True if there may be filings for this person."""
    return filings.may_look_in(viewer)


@register.filter
def has_letters(viewer: Official) -> bool:
    """True if a case of accountability has letters for this person or their unit."""
    return accountability.has_letters(viewer)


@register.filter
def asks_openings(viewer: Official) -> bool:
    """True for whoever may ask the custodians to open something."""
    return viewer.holds(*sealing.MAY_ASK)


@register.filter
def sees_meetings(viewer: Official) -> bool:
    """True if the list of collective decisions exists for this person whatever is in it."""
    return meetings.has_pages(viewer)
