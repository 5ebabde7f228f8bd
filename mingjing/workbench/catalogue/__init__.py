"""Staff pages on the catalogue of powers (职权目录)."""

from mingjing.workbench.catalogue.urls import urlpatterns

__all__ = ["urlpatterns"]
