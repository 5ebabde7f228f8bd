"""Staff pages, a module per part."""

from mingjing.workbench import casework, catalogue, ledger, login, people, regulations, todo

app_name = "workbench"
urlpatterns = [
    *login.urlpatterns,
    *todo.urlpatterns,
    *people.urlpatterns,
    *regulations.urlpatterns,
    *catalogue.urlpatterns,
    *casework.urlpatterns,
    *ledger.urlpatterns,
]
