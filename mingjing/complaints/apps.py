"""Django app."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "mingjing.complaints"
    label = "complaints"
    verbose_name = "投诉举报"
