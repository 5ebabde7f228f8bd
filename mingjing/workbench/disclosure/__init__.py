"""主动公开: plans, what is due, records, what does not match, old pages, links, what readers report, 十公开."""

from mingjing.workbench.disclosure import checks, dues, links, pages, plans, recording, records, reports, ten

urlpatterns = [
    *plans.urlpatterns,
    *dues.urlpatterns,
    *recording.urlpatterns,
    *records.urlpatterns,
    *checks.urlpatterns,
    *pages.urlpatterns,
    *links.urlpatterns,
    *reports.urlpatterns,
    *ten.urlpatterns,
]
