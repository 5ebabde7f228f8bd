"""Staff pages, a module per part."""

from mingjing.workbench import (
    accountability,
    assignments,
    casework,
    catalogue,
    complaints,
    custody,
    disclosure,
    gaps,
    keys,
    leads,
    ledger,
    login,
    meetings,
    people,
    proofs,
    regulations,
    screening,
    takedowns,
    todo,
)
from mingjing.workbench.catalogue import changes, unpublished

app_name = "workbench"
urlpatterns = [
    *login.urlpatterns,
    *keys.urlpatterns,
    *custody.urlpatterns,
    *todo.urlpatterns,
    *people.urlpatterns,
    *regulations.urlpatterns,
    *catalogue.urlpatterns,
    *changes.urlpatterns,
    *unpublished.urlpatterns,
    *assignments.urlpatterns,
    *leads.urlpatterns,
    *accountability.urlpatterns,
    *gaps.urlpatterns,
    *meetings.urlpatterns,
    *casework.urlpatterns,
    *disclosure.urlpatterns,
    *screening.urlpatterns,
    *takedowns.urlpatterns,
    *ledger.urlpatterns,
    *proofs.urlpatterns,
    *complaints.urlpatterns,
]
