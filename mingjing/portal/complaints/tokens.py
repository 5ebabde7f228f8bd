"""What a form carries through the browser, sealed so that only the server can read it: its code, and files sent before.

Nothing is stored before a complaint is sent. The code is drawn when the form is shown, so that the same form sent twice
is one complaint with one receipt, even if the first answer was lost.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from mingjing.complaints.services.papers import SealedUpload
from mingjing.sealing import codes
from mingjing.sealing.services import boxes, routing

FORM, UPLOAD = "form", "upload"
VALID = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Token:
    """A form that was shown: the code that its complaint will have, and when that was."""

    code: str
    made: dt.datetime

    @property
    def name(self) -> str:
        """What the form may be called without giving its code away."""
        return hashlib.sha256(f"form/{self.code}".encode()).hexdigest()

    def sealed(self) -> str:
        """As the hidden field carries it."""
        return _shut({"code": self.code, "made": self.made.isoformat()}, FORM)


def new(at: dt.datetime) -> Token:
    """A token for a form that is about to be shown."""
    return Token(codes.new(), at)


def read(text: str) -> Token | None:
    """The token that a form carries, however old; None if it is none of ours."""
    said = _opened(text, FORM)
    return Token(said["code"], dt.datetime.fromisoformat(said["made"])) if said else None


def expired(token: Token, at: dt.datetime) -> bool:
    """True if the form was shown more than a day ago."""
    return at - token.made > VALID


def carried(files: Sequence[SealedUpload], token: Token) -> str:
    """Files with their keys, for the hidden field of one form; empty for none."""
    rows = [{**asdict(file), "pk": str(file.pk), "key": file.key.hex()} for file in files]
    return _shut({"form": token.name, "files": rows}, UPLOAD) if rows else ""


def kept(text: str, token: Token, dropped: Collection[str] = ()) -> list[SealedUpload]:
    """The files that a form carries, without those dropped. Another form's are none of this one's."""
    said = _opened(text, UPLOAD)
    if not said or said["form"] != token.name:
        return []
    rows = [row for row in said["files"] if row["pk"] not in dropped]
    return [SealedUpload(**{**row, "pk": UUID(row["pk"]), "key": bytes.fromhex(row["key"])}) for row in rows]


def _shut(said: dict[str, Any], about: str) -> str:
    return base64.urlsafe_b64encode(routing.shut(said, about=about)).decode("ascii")


def _opened(text: str, about: str) -> dict[str, Any] | None:
    try:
        return routing.opened(base64.urlsafe_b64decode(text.encode("ascii")), about=about)
    except (boxes.NotOpened, ValueError):
        return None
