"""Django app."""

from django.apps import AppConfig


class KeyringConfig(AppConfig):
    name = "mingjing.keyring"
    label = "keyring"
    verbose_name = "钥匙"
