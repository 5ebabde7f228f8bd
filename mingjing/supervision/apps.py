"""Django app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "mingjing.supervision"
    label = "supervision"
    verbose_name = "监督"
