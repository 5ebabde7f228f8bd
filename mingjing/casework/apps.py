"""Django app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "mingjing.casework"
    label = "casework"
    verbose_name = "动态运行"
