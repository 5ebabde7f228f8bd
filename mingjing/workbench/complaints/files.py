"""A sealed file of a case, opened for whoever may read the case. Its bytes pass through memory only."""

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingjing.complaints.enums import PaperKind
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import opening
from mingjing.complaints.selectors.opening import OpenFile
from mingjing.flattening import NotFlattened, flatten
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints.gate import keys_for, with_case
from mingjing.workbench.keys import unlock_first

FROM_OUTSIDE = (PaperKind.STATEMENT, PaperKind.MESSAGE, PaperKind.OBJECTION)


@require_GET
@with_case
@unlock_first
def file(request: OfficialRequest, complaint: Complaint, file: str) -> HttpResponseBase:
    """One file, to save. Of a stranger's file the cleaned copy, made now; the original stays sealed (CMP-8-a)."""
    keys, _refused = keys_for(request, complaint)
    row = complaint.files.select_related("paper").filter(pk=file).first()
    found = opening.open_file(row, keys) if row and keys else None
    if row is None or found is None:
        raise Http404
    answer = _cleaned(found) if row.paper and row.paper.kind in FROM_OUTSIDE else _as_it_is(found)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _cleaned(found: OpenFile) -> HttpResponseBase:
    try:
        flat = flatten(found.kind, found.chunks())
    except NotFlattened:
        said = _("这个文件不能转成干净的副本，不能在这里打开。原件封存着，没有改动。")
        return HttpResponse(said, status=422, content_type="text/plain; charset=utf-8")
    name = found.name.rsplit(".", 1)[0] + flat.ending
    answer = HttpResponse(flat.data, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _as_it_is(found: OpenFile) -> HttpResponseBase:
    answer = StreamingHttpResponse(found.chunks(), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer["Content-Length"] = str(found.size)
    return answer


urlpatterns = [path("complaints/<uuid:pk>/files/<uuid:file>/", file, name="complaint_file")]
