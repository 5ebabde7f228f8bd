"""A version of a power as a document, drafts included, for those who may see it."""

from django.http import Http404, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from mingjing.catalogue import letters
from mingjing.core import documents
from mingjing.workbench.access import OfficialRequest, official_required
from mingjing.workbench.catalogue.finding import version_of

WRITTEN = {"form": letters.power_form, "steps": letters.step_list}


@require_GET
@official_required
def version_document(request: OfficialRequest, number: str, no: int, what: str, kind: str) -> HttpResponse:
    """The form or the list of steps of a version that the viewer may see, as docx or pdf."""
    version = version_of(request, number, no)
    if kind not in documents.KINDS:
        raise Http404
    return documents.answer(WRITTEN[what](version), kind, f"{number}-v{no}-{what}")


urlpatterns = [
    path("powers/<str:number>/<int:no>/form.<slug:kind>", version_document, {"what": "form"}, name="version_form"),
    path("powers/<str:number>/<int:no>/steps.<slug:kind>", version_document, {"what": "steps"}, name="version_steps"),
]
