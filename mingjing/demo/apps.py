"""Django app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "mingjing.demo"
    label = "demo"
    verbose_name = "演示城市"
