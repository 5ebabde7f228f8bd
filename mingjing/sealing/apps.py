"""Django app."""

from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "mingjing.sealing"
    label = "sealing"
    verbose_name = "封存"
