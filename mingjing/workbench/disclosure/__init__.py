"""主动公开: plans, what is due, records, what does not match, old pages, links, what readers report."""

from mingjing.workbench.disclosure import checks, dues, links, pages, plans, recording, records, reports

urlpatterns = [
    *plans.urlpatterns,
    *dues.urlpatterns,
    *recording.urlpatterns,
    *records.urlpatterns,
    *checks.urlpatterns,
    *pages.urlpatterns,
    *links.urlpatterns,
    *reports.urlpatterns,
]
