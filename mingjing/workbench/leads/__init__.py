"""Staff pages on leads (线索)."""

from mingjing.workbench.leads import lead, lists, registering

urlpatterns = [*lists.urlpatterns, *registering.urlpatterns, *lead.urlpatterns]
