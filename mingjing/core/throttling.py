"""How often one address may do what needs no account. No address is kept: only a count under a digest, for an hour."""

import hashlib
import secrets

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR, MINUTE = 3600, 60
SALT = secrets.token_bytes(32)  # made anew by each process and never stored: a digest leads back to nobody


def too_often(request: HttpRequest, what: str, most: int, *, within: int = HOUR) -> bool:
    """Count one more `what` of this visitor; True once it is more than `most` within the hour, or so many seconds."""
    address = str(request.META.get(settings.CLIENT_ADDRESS, ""))
    key = hashlib.blake2b(f"{what}/{address}".encode(), key=SALT, digest_size=16).hexdigest()
    cache.add(key, 0, within)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # it ran out between the two
        return False
