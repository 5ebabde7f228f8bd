"""A mail on its way through the clerk's browser: the page carries the message, the server keeps nothing until it is
saved."""

import base64
import binascii
from dataclasses import dataclass, field
from functools import cached_property

from django.http import HttpRequest

from mingjing.complaints import mails, uploads
from mingjing.complaints.mails import Mail
from mingjing.complaints.services import mail as services
from mingjing.complaints.services.papers import SealedUpload
from mingjing.complaints.uploads import ENDINGS, WRONG, Sealer
from mingjing.flattening import kind_of

FIELD = "message"


@dataclass
class Sealed:
    """Files of a mail that are sealed: with the content, with the identity, and why others were not taken."""

    open: list[SealedUpload] = field(default_factory=list)
    closed: list[SealedUpload] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    sealers: list[Sealer] = field(default_factory=list)

    def forget(self) -> None:
        """Remove what became no complaint's."""
        uploads.forget(self.sealers)


@dataclass(frozen=True)
class Carried:
    """A message file that a clerk opened."""

    data: bytes
    mail: Mail

    @property
    def text(self) -> str:
        """As the page carries it."""
        return base64.b64encode(self.data).decode("ascii")

    @property
    def identifier(self) -> str:
        """The same for the same mail, whether a file or fetched."""
        return self.mail.identifier

    @cached_property
    def attached(self) -> list[str]:
        """The names of what will be taken."""
        return [one.name for one in self.mail.attachments if kind_of(one.data[: uploads.HEAD], one.name)]

    @cached_property
    def blocked(self) -> list[str]:
        """What will not be taken, and why, each by its name."""
        harmful = [one.name for one in self.mail.attachments if not kind_of(one.data[: uploads.HEAD], one.name)]
        return [str(WRONG % {"name": name, "kinds": ENDINGS}) for name in harmful]

    def is_known(self) -> bool:
        """True if it was registered before."""
        return services.is_known(self.mail)

    def seal(self, *, with_sender: bool) -> Sealed:
        """Seal attachments and message; the whole of it, which tells the sender, only where a name is kept."""
        files = services.taken(self.mail)
        bare, whole = services.originals(self.mail, self.data)
        closed = [sealer.sealed() for sealer in whole if not sealer.refused] if with_sender else []
        kept = [sealer.sealed() for sealer in bare if not sealer.refused]
        return Sealed([*files.files, *kept], closed, files.refused, [*files.sealers, *bare, *whole])


def opened(data: bytes) -> Carried:
    """A message file.

    Raises:
        NotAMail: it is none.
    """
    return Carried(data, mails.read(data))


def carried(request: HttpRequest) -> Carried | None:
    """The message that the page of this form carried; None for none."""
    text = request.POST.get(FIELD, "")
    if not text:
        return None
    try:
        return opened(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return None
