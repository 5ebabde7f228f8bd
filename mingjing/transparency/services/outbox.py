"""Write down what the public log shall hold, in the transaction of the change itself."""

import datetime as dt
from uuid import UUID

from mingjing.transparency.leaf import leaf
from mingjing.transparency.models import OutboxLeaf


def write(
    act: str,
    *,
    by: str,
    kind: str,
    no: str,
    subj: UUID,
    commit: bytes,
    prev: bytes | None = None,
    rev: int = 1,
    at: dt.datetime,
) -> OutboxLeaf:
    """Append a leaf to what waits for the log. Call inside the transaction of what it tells of: both or neither.

    Raises:
        NotALeaf: a word outside the closed vocabulary (`transparency.leaf`).
    """
    data = leaf(act, by=by, kind=kind, no=no, subj=subj, commit=commit, prev=prev, rev=rev, at=at)
    return OutboxLeaf.objects.create(act=act, data=data, at=at)
