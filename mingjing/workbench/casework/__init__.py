"""Staff pages on casework (动态运行), a module per noun."""

from mingjing.workbench.casework import matters, signalling

urlpatterns = [*matters.urlpatterns, *signalling.urlpatterns]
