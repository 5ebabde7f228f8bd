"""Wrapped keys in the database `keys`, everything else in the main one."""

from typing import Any

from django.db.models import Model

APP, KEYS = "keyring", "keys"


class KeysApart:
    """Sends each model to its database; neither gets the other's tables."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return KEYS if model._meta.app_label == APP else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        return KEYS if model._meta.app_label == APP else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == KEYS) == (app_label == APP)
