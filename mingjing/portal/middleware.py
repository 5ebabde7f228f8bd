"""Serves published pages as the web server in front would: the same bytes, with validators, without the database."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date

from mingjing.core.pages import file_of, packed
from mingjing.portal.display import ELDER, MODE

PLAIN = b'<html lang="zh-CN">'
FOR_ELDERS = b'<html lang="zh-CN" data-mode="elder">'
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".bpmn": "application/xml; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
}
FRESH = 60  # seconds that a cache in front may answer without asking


class PublishedPages:
    """Before everything else: no session, no query, no view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # One language until the visitor switches: a file has only one, and pages made on demand must not differ.
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        page = self.published(request)
        return self.get_response(request) if page is None else page

    def published(self, request: HttpRequest) -> HttpResponse | None:
        """The page as it was published; None if it was not, or the visitor wants it otherwise."""
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING") or _in_english(request):
            return None
        found = file_of(request.path)
        if not found or not found.is_file():
            return None
        return _answer(request, found)


def _in_english(request: HttpRequest) -> bool:
    return request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE) != settings.LANGUAGE_CODE


def _answer(request: HttpRequest, page: Path) -> HttpResponse:
    elder = request.COOKIES.get(MODE) == ELDER
    gzip = not elder and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") and packed(page).is_file()
    facts = page.stat()
    content = (packed(page) if gzip else page).read_bytes()
    answer = HttpResponse(content.replace(PLAIN, FOR_ELDERS, 1) if elder else content, content_type=TYPES[page.suffix])
    if gzip:
        answer["Content-Encoding"] = "gzip"
    etag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}{"-e" if elder else ""}{"-z" if gzip else ""}"'
    answer["ETag"], answer["Last-Modified"] = etag, http_date(facts.st_mtime)
    patch_cache_control(answer, public=True, max_age=FRESH)
    patch_vary_headers(answer, ("Accept-Encoding", "Cookie"))
    conditional = get_conditional_response(request, etag=etag, last_modified=int(facts.st_mtime), response=answer)
    return conditional or answer
