"""法规依据: the regulation versions, their articles, and what each article sets in motion here."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mingjing.regulations import selectors
from mingjing.regulations.enums import PackStatus
from mingjing.regulations.models import Regulation
from mingjing.rules import packs


@require_GET
def regulations(request: HttpRequest) -> HttpResponse:
    """Every version that is or was in force."""
    return render(request, "portal/regulations.html", {"section": "regulations", "regulations": _public()})


@require_GET
def regulation(request: HttpRequest, slug: str) -> HttpResponse:
    """One version: its documents article by article, its limits, its bases with what became of them."""
    found = get_object_or_404(_public(), number=slug)
    pack = packs.load(slug)
    articles = list(found.articles.all())
    documents = [
        (document, [article for article in articles if article.document == document.id])
        for document in pack.documents.values()
        if document.articles
    ]
    context = {
        "section": "regulations",
        "regulation": found,
        "documents": documents,
        "limits": list(selectors.limits_of(found).values()),
        "bases": selectors.bases_of(found),
    }
    return render(request, "portal/regulation.html", context)


@require_GET
def article(request: HttpRequest, slug: str, identifier: str) -> HttpResponse:
    """The article that a limit, ground or other id rests on, in our words and as issued, and all that rests on it."""
    found = get_object_or_404(_public(), number=slug)
    cited = selectors.cited(found, identifier)
    if cited is None:
        raise Http404
    limits = selectors.limits_of(found)
    pack = packs.load(slug)
    context = {
        "section": "regulations",
        "regulation": found,
        "cited": cited,
        "document": pack.documents[cited.article.document],
        "rows": [(row, limits.get(row.id)) for row in pack.resting_on(cited.article.key)],
        "interpretations": selectors.interpretations_on(cited.article, public=True),
    }
    return render(request, "portal/article.html", context)


def _public() -> QuerySet[Regulation]:
    return Regulation.objects.exclude(status=PackStatus.DRAFT)
