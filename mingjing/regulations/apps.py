"""Django app."""

from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "mingjing.regulations"
    label = "regulations"
    verbose_name = "法规"
