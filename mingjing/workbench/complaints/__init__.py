"""Staff pages of complaints. Those of a case come last: what follows its key may be the name of an act."""

from mingjing.workbench.complaints import case, desk, entry, files

urlpatterns = [*desk.urlpatterns, *entry.urlpatterns, *files.urlpatterns, *case.urlpatterns]
