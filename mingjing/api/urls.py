"""The API, its description for people, and an answer to every wrong address."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from mingjing.api import docs
from mingjing.api.problems import guarded, problem
from mingjing.api.version1 import api

app_name = "api"
patterns, *_names = api.urls
for pattern in patterns:
    if pattern.callback:
        pattern.callback = csrf_exempt(guarded(pattern.callback))


@csrf_exempt
def not_found(request: HttpRequest) -> HttpResponse:
    """What is at an address where nothing is."""
    return problem(404, "没有这个地址。接口文档在 /api/docs。")


urlpatterns = [
    path("docs", docs.docs, name="docs"),
    path("v1/", (patterns, "v1", "v1")),
    re_path("", not_found),
]
