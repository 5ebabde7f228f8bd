"""Management commands, run beside a database that is up and with the rights each of them needs."""

import os
import sys
from collections import defaultdict
from functools import partial
from io import StringIO

import django
from django.conf import settings
from django.core.management import call_command, execute_from_command_line, get_commands

from config import database, postgres, serve

OWNER_COMMANDS = {"migrate", "flush", "pgtrigger", "rights"}  # they change what the server's role may not
HELP = {"help", "-h", "--help"}
OPTIONS = {"serve": {"--reset"}, "prepare": set[str]()}  # what our own two commands understand
INTRODUCTION = """\
Usage: mingjing COMMAND [OPTIONS]; mingjing COMMAND --help tells more.

Without a database:
  judge   judge a log of cases against a flow chart
  due     the last day of a statutory limit, day by day
  custody make-identity | peel | rehearse: a custodian's work, on a device of their own

The whole city:
  prepare migrate, set rights, collect static files
  serve   prepare, seed if empty, and serve until Ctrl-C (--reset starts over)
"""


def main(words: list[str]) -> int:
    """Run one management command, `serve` or the list of them all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if words[0] in HELP and len(words) == 1:
        print(help_text())  # noqa: T201 (what the user asked for)
        return 0
    if words[0] in OPTIONS and not set(words[1:]) <= OPTIONS[words[0]]:
        print(INTRODUCTION)  # noqa: T201 (what the user asked for)
        return 0 if HELP & set(words) else 2
    try:
        if words == ["serve", "--reset"]:
            database.reset(database.DATA_DIR)
        with database.available(database.DATA_DIR):
            return {"serve": serve.serve, "prepare": _prepare}.get(words[0], partial(_manage, words))()
    except postgres.DatabaseUnavailable as trouble:
        print(trouble, file=sys.stderr)  # noqa: T201 (no traceback for what the user can put right)
        return 1


def _prepare() -> int:
    """Bring the schema, the serving role's rights and the static files up to date."""
    app, owner = database.app_url(database.DATA_DIR), database.owner_url(database.DATA_DIR)
    os.environ["DATABASE_URL"] = owner
    django.setup()
    for name in settings.DATABASES:
        call_command("migrate", database=name, verbosity=0)
    if app != owner:
        call_command("rights", database.parse(app)["USER"], stdout=StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    return 0


def _manage(words: list[str]) -> int:
    if words[0] in OWNER_COMMANDS:
        os.environ["DATABASE_URL"] = database.owner_url(database.DATA_DIR)
    execute_from_command_line(["mingjing", *words])
    return 0


def help_text() -> str:
    """Every command, ours first, grouped by the part it belongs to."""
    django.setup()
    groups = defaultdict(list)
    for name, app in get_commands().items():
        groups[app].append(name)
    ours = sorted(app for app in groups if app.startswith("mingjing."))
    lines = [INTRODUCTION]
    for title, apps in (("Mingjing", ours), ("Django and its libraries", sorted(set(groups) - set(ours)))):
        lines += [f"{title}:"]
        lines += [f"  {app.removeprefix('mingjing.')}: {', '.join(sorted(groups[app]))}" for app in apps]
        lines += [""]
    return "\n".join(lines)
