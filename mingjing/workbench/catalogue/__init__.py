"""Staff pages on the catalogue of powers (职权目录) and on clearing rounds (清理审核)."""

from mingjing.workbench.catalogue import clearing, declaring, entries, entry, urls

urlpatterns = [
    *urls.urlpatterns,
    *clearing.urlpatterns,
    *entries.urlpatterns,
    *declaring.urlpatterns,
    *entry.urlpatterns,
]
