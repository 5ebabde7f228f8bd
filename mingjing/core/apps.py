"""Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "mingjing.core"
    label = "core"
    verbose_name = "基础"
