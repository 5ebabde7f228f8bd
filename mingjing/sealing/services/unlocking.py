"""Unlocking one's key for a while, with few guesses; and carrying it from request to request without keeping it.

The server keeps the private half sealed under a key that only the browser has. Neither alone is of any use.
"""

import datetime as dt
from base64 import b64decode, b64encode
from typing import Any

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.ledger.models import Entry
from mingjing.people.models import Official
from mingjing.sealing import vault
from mingjing.sealing.models import PersonKey
from mingjing.sealing.services import persons
from mingjing.sealing.services.persons import Unlocked

MOST_GUESSES, GUESSES_WITHIN = 10, dt.timedelta(hours=1)
HELD = dt.timedelta(minutes=30)
GUESSED = "封存口令不对"  # what the ledger calls a wrong guess


def unlock(official: Official, passphrase: str, *, at: dt.datetime) -> Unlocked:
    """The official's key. A wrong passphrase is written down; after ten within the hour none is tried.

    Raises:
        Refused: no key, a wrong passphrase, or too many of them.
    """
    with transaction.atomic():
        key = PersonKey.objects.select_for_update().filter(official=official, retired_at=None).first()
        if key and _guesses(key, at) >= MOST_GUESSES:
            raise Refused(f"一小时内已输错 {MOST_GUESSES} 次，请过一小时再试。每次输错都记入台账。")
        try:
            return persons.unlock(official, passphrase)
        except Refused as refused:
            refusal = refused
        if key:
            ledger.write(key, GUESSED, by=official, at=at)
    raise refusal


def _guesses(key: PersonKey, at: dt.datetime) -> int:
    return Entry.objects.filter(case_id=key.pk, step=GUESSED, at__gt=at - GUESSES_WITHIN).count()


def put_by(unlocked: Unlocked, official: Official, *, until: dt.datetime) -> tuple[bytes, dict[str, str]]:
    """A new key for the browser, and what the server keeps (JSON values): useless without it, and after `until`."""
    carried = vault.new_key()
    kept = {"fingerprint": unlocked.fingerprint, "until": until.isoformat()}
    box = vault.shut(unlocked.private, carried, _about(kept, official))
    return carried, {**kept, "box": b64encode(box).decode()}


def taken_up(kept: dict[str, Any], carried: bytes, official: Official, *, at: dt.datetime) -> Unlocked | None:
    """The unlocked key again; None once its time is over, its owner another one, or the key was retired. One query."""
    try:
        over = dt.datetime.fromisoformat(kept["until"]) <= at
        private = vault.opened(b64decode(kept["box"]), carried, _about(kept, official))
    except (KeyError, ValueError, TypeError, vault.NotOpened):
        return None
    current = PersonKey.objects.filter(official=official, fingerprint=kept["fingerprint"], retired_at=None)
    return None if over or not current.exists() else Unlocked(kept["fingerprint"], private)


def _about(kept: dict[str, Any], official: Official) -> bytes:
    return f"unlocked/{official.pk}/{kept['fingerprint']}/{kept['until']}".encode()
