"""A sealed file of a case, opened for whoever may read the case. Its bytes pass through memory only."""

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import opening
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints.gate import keys_for, with_case
from mingjing.workbench.keys import unlock_first


@require_GET
@with_case
@unlock_first
def file(request: OfficialRequest, complaint: Complaint, file: str) -> HttpResponseBase:
    """One file, to save and never to run: a stranger's file is shown by its cleaned copy where there is one."""
    keys, _refused = keys_for(request, complaint)
    row = complaint.files.filter(pk=file).first()
    found = opening.open_file(row, keys) if row and keys else None
    if found is None:
        raise Http404
    answer = StreamingHttpResponse(found.chunks(), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["Content-Length"] = str(found.size)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


urlpatterns = [path("complaints/<uuid:pk>/files/<uuid:file>/", file, name="complaint_file")]
