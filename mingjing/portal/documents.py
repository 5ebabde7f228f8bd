"""What a citizen prints of a power: its form and the list of its steps, as docx and pdf."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_GET

from mingjing.catalogue import letters, selectors
from mingjing.catalogue.enums import Attribute
from mingjing.catalogue.models import PowerVersion
from mingjing.core import documents

WRITTEN = {"form": letters.power_form, "steps": letters.step_list}


@require_GET
def power_document(request: HttpRequest, number: str, no: int, what: str, kind: str) -> HttpResponse:
    """A version that is or was public, as a document."""
    if kind not in documents.KINDS:
        raise Http404
    rows = PowerVersion.objects.filter(published_at__isnull=False, attribute=Attribute.PUBLIC, no=no)
    rows = rows.filter(item__in=selectors.public().filter(number=number).values("pk"))
    version = get_object_or_404(rows.select_related("item__unit", "item__type", "chief", "handler"))
    return documents.answer(WRITTEN[what](version), kind, f"{number}-v{no}-{what}")


urlpatterns = [
    path("powers/<str:number>/<int:no>/form.<slug:kind>", power_document, {"what": "form"}, name="power_form"),
    path("powers/<str:number>/<int:no>/steps.<slug:kind>", power_document, {"what": "steps"}, name="power_steps"),
]
