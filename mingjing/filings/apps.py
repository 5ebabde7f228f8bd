"""Django app."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "mingjing.filings"
    label = "filings"
    verbose_name = "报送"
