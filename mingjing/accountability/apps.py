"""Django app."""

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "mingjing.accountability"
    label = "accountability"
    verbose_name = "责任追究"
