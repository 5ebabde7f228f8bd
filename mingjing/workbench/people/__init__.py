"""Staff pages on people."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
