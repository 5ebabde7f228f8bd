"""Staff pages on casework."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
