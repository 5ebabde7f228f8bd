"""What a mail says, read in memory: words, day of arrival, sender, attachments, and whether a machine wrote it.

Nothing of it is logged and nothing of it is written anywhere here.
"""

import datetime as dt
import email
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import cast

from mingjing.complaints.services.filing import LONGEST, Identity

MOST_PARTS = 200
MOST_ATTACHED = 20
SILENT = frozenset({"script", "style", "title", "template", "noscript", "object", "svg"})
BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table"})
AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-response-suppress")
BULK = ("auto_reply", "bulk", "junk", "list")
TELLS_WHO = (
    "from", "sender", "reply-to", "return-path", "received", "dkim-signature", "authentication-results", "to", "cc",
    "x-sender", "x-originating-ip", "delivered-to", "message-id", "received-spf", "arc-seal", "user-agent", "x-mailer",
)  # fmt: skip


class Page(HTMLParser):
    """The words of a mail in HTML. They are shown as text and never as a page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.silent += tag in SILENT
        if tag in BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        self.silent = max(0, self.silent - (tag in SILENT))

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self.silent:
            self.said.append(data)


class NotAMail(ValueError):
    """The bytes are no mail that can be read."""


@dataclass(frozen=True)
class Attachment:
    """A file of a mail."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    """A mail, in memory only."""

    subject: str
    text: str
    name: str  # of the sender, as the mail says
    address: str
    arrived: dt.datetime | None
    identifier: str  # the same for the same mail, and telling nothing
    automatic: bool
    attachments: tuple[Attachment, ...]
    bare: bytes  # the message without files, and without what tells who sent it

    def words(self) -> str:
        """Subject and text as a statement."""
        return "\n\n".join(part for part in (self.subject, self.text) if part)[:LONGEST]

    def identity(self) -> Identity | None:
        """The sender, as far as the mail says."""
        return Identity(name=self.name or self.address, contact=self.address) if self.address else None


def read(data: bytes) -> Mail:
    """A message as it lies in a file or in a mailbox.

    Raises:
        NotAMail: no header, too many parts, or broken beyond reading.
    """
    try:
        return _read(data)
    except NotAMail:
        raise
    except Exception:  # noqa: BLE001 - whatever a stranger's mail breaks in the parser, its words go into no traceback
        raise NotAMail from None


def _read(data: bytes) -> Mail:
    message = email.message_from_bytes(data, policy=policy.default)
    if not message.keys():
        raise NotAMail
    parts = list(_leaves(message))
    texts = [part for part in parts if _is_text(part)]
    plain = [part for part in texts if part.get_content_subtype() == "plain"]
    name, address = _sender(message)
    return Mail(
        subject=str(message["Subject"] or "").strip(),
        text="\n\n".join(_words(part) for part in plain or texts).strip(),
        name=name,
        address=address,
        arrived=_arrived(message),
        identifier=_identifier(message, data),
        automatic=_automatic(message),
        attachments=tuple(_attached(part, place) for place, part in enumerate(parts, 1) if part not in texts),
        bare=_bare(message, [part for part in parts if part not in texts]),
    )


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    left, seen = [message], 0
    while left:
        part, seen = left.pop(0), seen + 1
        if seen > MOST_PARTS:
            raise NotAMail
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            left = [cast(EmailMessage, inner) for inner in part.iter_parts()] + left
        else:
            yield part


def _is_text(part: EmailMessage) -> bool:
    named = part.is_attachment() or part.get_filename()
    return part.get_content_type() in ("text/plain", "text/html") and not named


def _raw(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    if isinstance(found, bytes):
        return found
    inner = part.get_payload()  # a mail inside a mail
    return cast(EmailMessage, inner[0]).as_bytes() if isinstance(inner, list) and inner else b""


def _words(part: EmailMessage) -> str:
    charset = str(part.get_content_charset() or "utf-8")
    charset = "gb18030" if charset in ("gb2312", "gbk") else charset
    try:
        text = _raw(part).decode(charset, "replace")
    except LookupError:
        text = _raw(part).decode("utf-8", "replace")
    if part.get_content_subtype() == "html":
        page = Page()
        page.feed(text)
        page.close()
        text = "".join(page.said)
    return "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip()


def _attached(part: EmailMessage, place: int) -> Attachment:
    ending = ".eml" if part.get_content_type() == "message/rfc822" else ""
    return Attachment(part.get_filename() or f"附件{place}{ending}", _raw(part))


def _sender(message: EmailMessage) -> tuple[str, str]:
    found = getattr(message["From"], "addresses", ())
    return (found[0].display_name, found[0].addr_spec) if found else ("", "")


def _arrived(message: EmailMessage) -> dt.datetime | None:
    """When our own server took it in: the topmost Received; what the sender wrote as Date only where there is none."""
    received = message.get_all("Received") or []
    for said in [str(received[0]).rpartition(";")[2]] if received else [str(message["Date"] or "")]:
        try:
            found = parsedate_to_datetime(said.strip())
        except (ValueError, TypeError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    return None


def _identifier(message: EmailMessage, data: bytes) -> str:
    said = str(message["Message-ID"] or "").strip().encode("utf-8", "surrogateescape") or data
    return "mail-" + hashlib.sha256(said).hexdigest()[:40]


def _automatic(message: EmailMessage) -> bool:
    """True for answers of machines, bounces and circulars (RFC 3834)."""
    submitted = str(message["Auto-Submitted"] or "no").split(";")[0].strip().lower()
    return (
        submitted != "no"
        or any(name in message for name in AUTOMATIC)
        or str(message["Precedence"] or "").strip().lower() in BULK
        or str(message["Return-Path"] or "").strip() == "<>"
        or message.get_content_type() == "multipart/report"
    )


def _bare(message: EmailMessage, files: list[EmailMessage]) -> bytes:
    """The words as they came, without what tells the sender, and without files: those taken lie beside it."""
    for part in files:
        del part["Content-Transfer-Encoding"]
        part.set_payload("")
    for name in {name.lower() for name in message}:
        if name in TELLS_WHO or name.startswith("x-"):
            del message[name]
    return message.as_bytes()
