"""投诉举报 for the public, a module per page: each lists its addresses in `urlpatterns`."""

from mingjing.portal.complaints import causes, front, lookup, new, results

urlpatterns = [
    *front.urlpatterns,
    *causes.urlpatterns,
    *new.urlpatterns,
    *lookup.urlpatterns,
    *results.urlpatterns,
]
