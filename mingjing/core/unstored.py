"""Answers from the rooms of sealed cases: nobody on the way keeps them, refusals and errors included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ROOMS = (
    "/complaints/",
    "/workbench/complaints/",
    "/workbench/custody/",
    "/workbench/forwards/",
    "/workbench/keys/",
    "/workbench/openings/",
)


class Unstored:
    """A view says `no-store` for what it answers; what it raises becomes a page only after it is gone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        said = answer.get("Cache-Control", "")
        if request.path.startswith(ROOMS) and "no-store" not in said and "public" not in said:
            answer["Cache-Control"] = "no-store, private"
        return answer
