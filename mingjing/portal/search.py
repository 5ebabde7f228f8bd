"""搜索: one box over powers, units, articles and matter numbers; exact for one, two and four characters."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mingjing.casework.selectors import progress
from mingjing.catalogue import selectors as catalogue
from mingjing.core.bigrams import matching, words
from mingjing.people.models import Unit
from mingjing.regulations import selectors as regulations

LONGEST, MOST = 60, 20


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What holds the words, kind by kind. Nothing is found for nothing."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    context: dict[str, object] = {"asked": asked, "most": MOST}
    if words(asked):
        context |= {
            "powers": matching(catalogue.public(), asked).order_by("number")[:MOST],
            "units": matching(Unit.objects.all(), asked).order_by("code")[:MOST],
            "articles": regulations.found(asked).exclude(regulation__status="draft")[:MOST],
            "matters": progress.public().filter(number=asked)[:MOST],
        }
    return render(request, "portal/search.html", context)
