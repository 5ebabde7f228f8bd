"""Staff pages, a module per part."""

from mingjing.workbench import casework, catalogue, ledger, people, regulations

app_name = "workbench"
urlpatterns = [
    *people.urlpatterns,
    *regulations.urlpatterns,
    *catalogue.urlpatterns,
    *casework.urlpatterns,
    *ledger.urlpatterns,
]
