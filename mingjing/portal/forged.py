"""What a form without its token gets: a page in our words, and for a complaint everything that was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mingjing.portal.complaints import new
from mingjing.portal.complaints.answers import private


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse what came without a token. `reason` is for logs, which Django has written by then."""
    if request.path == reverse("portal:complaint_new"):
        return private(new.without_cookie)(request)
    return render(request, "403.html", status=403)
