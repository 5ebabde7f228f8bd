"""mingjing rebuild_pages."""

from typing import Any

from django.core.management.base import BaseCommand

from mingjing.portal import publication


class Command(BaseCommand):
    help = "Render every published page again. Twice gives the same bytes."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{publication.rebuild()} page(s) published")
