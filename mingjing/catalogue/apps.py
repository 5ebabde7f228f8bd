"""Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "mingjing.catalogue"
    label = "catalogue"
    verbose_name = "职权目录"
