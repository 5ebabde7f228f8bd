"""The notice that stands where something was taken down: when and on which ground, nothing of what it was."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mingjing.takedowns.models import Takedown

GONE = 410


def gone(request: HttpRequest, takedown: Takedown | None) -> HttpResponse:
    """The notice of a take-down.

    Raises:
        Http404: nothing was taken down, so there never was anything here.
    """
    if takedown is None:
        raise Http404
    return render(request, "portal/gone.html", {"takedown": takedown}, status=GONE)
