"""Django app."""

from django.apps import AppConfig


class TakedownsConfig(AppConfig):
    name = "mingjing.takedowns"
    label = "takedowns"
    verbose_name = "紧急撤下"
