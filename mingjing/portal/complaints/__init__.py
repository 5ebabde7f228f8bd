"""投诉举报 for the public, a module per page: each lists its addresses in `urlpatterns`."""

from mingjing.portal.complaints import front, lookup, new, results

urlpatterns = [
    *front.urlpatterns,
    *new.urlpatterns,
    *lookup.urlpatterns,
    *results.urlpatterns,
]
