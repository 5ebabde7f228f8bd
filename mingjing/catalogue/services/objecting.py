"""承办人的异议 to a version that is being approved (ACC-10-2c)."""

import datetime as dt

from mingjing.catalogue import access
from mingjing.catalogue.models import PowerVersion
from mingjing.ledger import objecting
from mingjing.ledger.models import Entry
from mingjing.people.models import Official


def object_as_handler(version: PowerVersion, *, words: str, by: Official, at: dt.datetime) -> Entry:
    """Put a handler's objection on the version's chain. It stays there whatever is decided (ACC-10-2c).

    Raises:
        Refused: no handler of this version, no words, or it is not being approved.
    """
    access.check_handles(by, version)
    return objecting.object_to(version, words=words, states=access.IN_APPROVAL, by=by, at=at)
