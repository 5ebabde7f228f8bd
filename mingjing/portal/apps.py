"""Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "mingjing.portal"
    label = "portal"
    verbose_name = "公开网站"
