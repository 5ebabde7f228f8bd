"""Django app."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "mingjing.workbench"
    label = "workbench"
    verbose_name = "工作台"
