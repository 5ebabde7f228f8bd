"""报送: tasks and how far they have come, what each unit owes, its form with the statutory tables, receipts."""

from mingjing.workbench.filings import drafting, filing, lists, tasks

urlpatterns = [*tasks.urlpatterns, *lists.urlpatterns, *drafting.urlpatterns, *filing.urlpatterns]
