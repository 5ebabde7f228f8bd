"""Three front doors: the public portal, the staff workbench, the API."""

from django.urls import include, path

urlpatterns = [
    path("workbench/", include("mingjing.workbench.urls")),
    path("api/", include("mingjing.api.urls")),
    path("", include("mingjing.portal.urls")),
]
