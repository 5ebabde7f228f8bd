"""Django app."""

from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "mingjing.transparency"
    label = "transparency"
    verbose_name = "透明日志"
