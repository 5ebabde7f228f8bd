"""`make docs`: write docs/generated/ from the tables the system runs on."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from mingjing.workbench import docs


class Command(BaseCommand):
    help = "Write docs/generated/: states, roles, limits, articles and the tests that prove them."

    def handle(self, **options: Any) -> None:
        folder = settings.BASE_DIR / "docs" / "generated"
        folder.mkdir(parents=True, exist_ok=True)
        pages = {
            "states.md": docs.states(),
            "roles.md": docs.roles(),
            "limits.md": docs.limits(),
            "articles.md": docs.articles(settings.BASE_DIR / "tests"),
        }
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
            self.stdout.write(f"docs/generated/{name}")
