"""How often one network may do what needs no account. No address is kept: only a count under a digest, for an hour.

The key of the digests is drawn anew each day by each process and never stored: yesterday's digests lead back to nobody,
not even for us. Where several processes serve, each counts for itself.
"""

import hmac
import ipaddress
import secrets

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

HOUR, MINUTE = 3600, 60
PREFIXES = {4: 24, 6: 56}  # bits that one household or office shares
_keys: dict[str, bytes] = {}


def too_often(request: HttpRequest, what: str, most: int, *, within: int = HOUR) -> bool:
    """Count one more `what` of this visitor's network; True once it is more than `most` within so many seconds."""
    key = _counter(request, what)
    cache.add(key, 0, within)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # it ran out between the two
        return False


def network(address: str) -> str:
    """The network that an address belongs to; the address itself where it is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, PREFIXES[found.version]), strict=False))


def _counter(request: HttpRequest, what: str) -> str:
    visitor = network(str(request.META.get(settings.CLIENT_ADDRESS, "")))
    return hmac.digest(_key_of_today(), f"{what}/{visitor}".encode(), "sha256")[:16].hex()


def _key_of_today() -> bytes:
    today = timezone.localdate().isoformat()
    key = _keys.setdefault(today, secrets.token_bytes(32))
    for day in [day for day in _keys if day != today]:
        _keys.pop(day, None)
    return key
