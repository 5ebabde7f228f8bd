"""Staff pages on catalogue."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
