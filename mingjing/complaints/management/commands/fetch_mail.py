"""`mingjing fetch_mail`: register what came to the mailbox of the complaint centre. Says how many, and nothing else."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingjing.complaints import boxes
from mingjing.complaints.services import mail
from mingjing.core.errors import Refused


class Command(BaseCommand):
    help = "Fetch complaints from the mailbox that MAILBOX names. Safe to run twice, and after a crash."

    def handle(self, **options: Any) -> None:
        if not settings.MAILBOX:
            raise CommandError("MAILBOX is not set: maildir:/path or imaps://user@host/INBOX.")
        try:
            with boxes.opened(settings.MAILBOX) as box:
                done = mail.fetch(box, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{done.registered} registered, {done.known} known before, {done.automatic} automatic and"
            f" {done.unreadable} unreadable left there, {len(done.failures)} failed"
        )
        if done.failures:
            raise CommandError("Failed: " + ", ".join(sorted(set(done.failures))))
