"""Staff pages on regulations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
