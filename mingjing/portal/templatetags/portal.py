"""Tags of the public pages."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingjing import privacy
from mingjing.complaints.selectors import hotlines
from mingjing.rules import packs

register = template.Library()


@register.simple_tag
def cite(identifier: str) -> SafeString:
    """A link to the article that an id rests on, in the article's own name; nothing for no id."""
    pack = packs.load(settings.DEFAULT_PACK)
    row, article = pack.row(identifier), pack.article_of(identifier)
    if article is None:
        return SafeString("")
    address = reverse("portal:article", args=[pack.slug, article.id])
    place = f"{pack.documents[article.document].short}{row.article if row else article.place}"
    return format_html('<a href="{}#{}">{}</a>', address, identifier, place)


@register.inclusion_tag("portal/complaints/phones.html", takes_context=True)
def phones(context: template.Context) -> dict[str, object]:
    """The complaint phones in one line, as they are now: for every public page (CMP-3-c). One query a page.

    None where a page is made without a request: that of an error needs no database.
    """
    if "hotlines" not in context:
        context.dicts[0]["hotlines"] = list(hotlines.current()) if "request" in context else None
    return {"lines": context["hotlines"]}


@register.filter
def masked(text: str) -> str:
    """Words without the personal data in them."""
    return privacy.mask(str(text))
