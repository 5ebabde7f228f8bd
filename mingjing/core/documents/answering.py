"""A document as the answer to a request."""

from collections.abc import Callable

from django.http import Http404, HttpResponse

from mingjing.core.documents.content import Document
from mingjing.core.documents.fonts import NoFont
from mingjing.core.documents.pdf import as_pdf
from mingjing.core.documents.word import as_docx

KINDS: dict[str, tuple[str, Callable[[Document], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "pdf": ("application/pdf", as_pdf),
}


def answer(document: Document, kind: str, name: str) -> HttpResponse:
    """The file to download, as `kind` (docx or pdf), called `name` without its ending; 503 where no font can set it.

    Raises:
        Http404: no such kind.
    """
    if kind not in KINDS:
        raise Http404
    content_type, write = KINDS[kind]
    try:
        made = write(document)
    except NoFont as refusal:
        return HttpResponse(str(refusal), status=503, content_type="text/plain; charset=utf-8")
    response = HttpResponse(made, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
