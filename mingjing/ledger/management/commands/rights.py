"""`mingjing rights`: what the serving role may do to each table. Run after each migration, as the owner."""

from argparse import ArgumentParser
from typing import Any

import pgtrigger
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.models import Model

NEVER_REMOVED = ("complaints", "sealing", "transparency")
LOOSE = ("complaints.Stray",)  # what a sweep remembers until the next one


def append_only() -> list[type[Model]]:
    """Models all of whose rows a trigger protects from both update and removal."""
    return [model for model in apps.get_models() if any(map(_protects, getattr(model._meta, "triggers", ())))]


def kept() -> list[type[Model]]:
    """Models of sealed cases: the server adds to them and changes them, and removes no row of theirs."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in NEVER_REMOVED and model._meta.label not in LOOSE
    ]


def _protects(trigger: pgtrigger.Trigger) -> bool:
    if not isinstance(trigger, pgtrigger.Protect) or trigger.condition:
        return False  # a condition protects some rows only: the trigger alone refuses those
    return {"UPDATE", "DELETE"} <= set(str(trigger.operation).split(" OR "))


class Command(BaseCommand):
    help = "Grant the serving role its rights: no change of append-only tables, no removal of sealed cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="the database role that the web server and the worker connect as")

    def handle(self, *, role: str, **options: Any) -> None:
        name = connection.ops.quote_name(role)
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
            cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {name}")
            for model in append_only():
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, {name}")
            for model in kept():
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"REVOKE DELETE, TRUNCATE ON {table} FROM PUBLIC, {name}")
        self.stdout.write(f"{role}: append-only on {', '.join(m._meta.db_table for m in append_only())}")
