"""Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "mingjing.api"
    label = "api"
    verbose_name = "接口"
