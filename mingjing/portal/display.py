"""How a visitor wants pages to look: elder mode (长辈模式) and language, each a cookie and nothing more."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

MODE, ELDER = "mode", "elder"
CHOICES = {MODE: {ELDER, "plain"}, "language": {code for code, _name in settings.LANGUAGES}}
COOKIES = {MODE: MODE, "language": settings.LANGUAGE_COOKIE_NAME}
YEAR = 365 * 24 * 3600


@csrf_exempt  # published pages carry no token, and all that a forged request could change is the size of letters
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keep the visitor's choice and return to the page it was made on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    answer = redirect(back)
    for name, cookie in COOKIES.items():
        if request.POST.get(name) in CHOICES[name]:
            answer.set_cookie(cookie, request.POST[name], max_age=YEAR, samesite="Lax", httponly=True)
    return answer


@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Staff pages are no business of a search engine."""
    return HttpResponse("User-agent: *\nDisallow: /workbench/\nDisallow: /api/\n", content_type="text/plain")


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers ask without being told."""
    return redirect(static("favicon.svg"), permanent=True)


def looks(request: HttpRequest) -> dict[str, object]:
    """For every template: the mode chosen, and the page one is on."""
    return {"mode": request.COOKIES.get(MODE, ""), "here": request.get_full_path()}
