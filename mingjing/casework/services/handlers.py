"""承办人的异议 to an operation record that waits for the leader's decision (ACC-10-2c)."""

import datetime as dt

from mingjing.casework import access
from mingjing.casework.models import OperationRecord
from mingjing.ledger import objecting
from mingjing.ledger.models import Entry
from mingjing.people.models import Official


def object_as_handler(record: OperationRecord, *, words: str, by: Official, at: dt.datetime) -> Entry:
    """Put a handler's objection on the record's chain. It stays there whatever is decided (ACC-10-2c).

    Raises:
        Refused: no handler of this record, no words, or nobody is deciding on it.
    """
    access.check_handles(by, record)
    return objecting.object_to(record, words=words, states=access.IN_APPROVAL, by=by, at=at)
