"""Management commands, run beside a database that is up and with the rights each of them needs."""

import os
from collections import defaultdict

import django
from django.core.management import execute_from_command_line, get_commands

from config import database, serve

OWNER_COMMANDS = {"migrate", "flush", "pgtrigger"}  # they change what the server's role may not
HELP = {"help", "-h", "--help"}
INTRODUCTION = """\
Usage: mingjing COMMAND [OPTIONS]; mingjing COMMAND --help tells more.

Without a database:
  judge   judge a log of cases against a flow chart
  due     the last day of a statutory limit, day by day

The whole city:
  serve   migrate, seed if empty, and serve until Ctrl-C
"""


def main(words: list[str]) -> int:
    """Run one management command, `serve` or the list of them all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if words[0] in HELP and len(words) == 1:
        print(help_text())  # noqa: T201 (what the user asked for)
        return 0
    with database.available(database.DATA_DIR):
        if words[0] == "serve":
            return serve.serve()
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
