"""Django app."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "mingjing.assignments"
    label = "assignments"
    verbose_name = "任务"
