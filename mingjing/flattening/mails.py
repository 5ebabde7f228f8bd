"""Mails in a file: subject, date and text; what is attached is counted, and the way they came is left out."""

import email
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from encodings.aliases import aliases
from html.parser import HTMLParser
from typing import BinaryIO, cast

from mingjing.flattening import texts
from mingjing.flattening.composing import Block, Line, compose
from mingjing.flattening.kinds import NotFlattened
from mingjing.flattening.pipe import Out

READABLE: tuple[str, ...] = ()
WITHOUT_ALIAS = ("raw_unicode_escape", "unicode_escape", "idna", "punycode")
MOST_PARTS = 500
KEPT = (("Subject", "主题"), ("Date", "日期"))
BREAKS = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6"}
)
BREAKS |= {"hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}
CELLS = frozenset({"td", "th"})
SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg", "iframe"})
EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
SAMPLE = (
    b"Subject: =?utf-8?b?5Li76aKY?= =?gbk?q?x?=\r\nDate: Thu, 26 Nov 2026 08:00:00 +0800\r\n"
    b"From: =?utf-8?q?x?= <a@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n"
    b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=41</p>\r\n"
    b"--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n \r\nend\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
)
"""A mail with everything that makes Python look for a module when it first meets it."""


def prepare() -> None:
    """Load all encodings, and read a mail: the parts of Python that do it load others as they go."""
    texts.load({*aliases.values(), *WITHOUT_ALIAS})
    for _ in _blocks(SAMPLE, Out.nowhere()):
        pass


def flatten(kind: str, source: BinaryIO, out: Out) -> str:
    """Subject, date and text of a mail.

    Raises:
        NotFlattened: it has no header, or more than 500 parts.
    """
    return compose(_blocks(source.read(), out), out)


def _blocks(data: bytes, out: Out) -> Iterator[Block]:
    mail = email.message_from_bytes(data, policy=policy.default)
    if not mail.keys():
        raise NotFlattened("broken")
    out.found("metadata")
    for name, label in KEPT:
        if mail[name]:
            yield Line(f"{label}：{mail[name]}")
    parts = list(_leaves(mail))
    texts = [part for part in parts if _is_text(part)]
    plain = [part for part in texts if part.get_content_subtype() == "plain"]
    for part in plain or texts:
        yield Line("")
        yield Line(_words(part, out))
    if attached := len(parts) - len(texts):
        out.found("embedded_files")
        yield Line(f"〔附件：{attached}〕")


def _leaves(mail: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold something themselves; a mail inside a mail is one of them."""
    left, seen = [mail], 0
    while left:
        part = left.pop(0)
        seen += 1
        if seen > MOST_PARTS:
            raise NotFlattened("too_large")
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            left = [cast(EmailMessage, inner) for inner in part.iter_parts()] + left
        else:
            yield part


def _is_text(part: EmailMessage) -> bool:
    return part.get_content_type() in ("text/plain", "text/html") and not part.is_attachment()


def _words(part: EmailMessage, out: Out) -> str:
    data = part.get_payload(decode=True)
    charset = str(part.get_content_charset() or "utf-8")
    raw = data if isinstance(data, bytes) else b""
    try:
        text = raw.decode("gb18030" if charset in ("gb2312", "gbk") else charset, "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return _Page(out).words(text) if part.get_content_subtype() == "html" else text


class _Page(HTMLParser):
    """The words of a page in HTML that are shown."""

    def __init__(self, out: Out):
        super().__init__()
        self.out = out
        self.said: list[str] = []
        self.silent: list[str] = []

    def words(self, page: str) -> str:
        """All of them, with line breaks where the page has blocks."""
        self.feed(page)
        self.close()
        lines = (" ".join(line.split(" ")).strip() for line in "".join(self.said).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element would do, and begin a line if it does."""
        told = dict(attrs)
        if tag == "script" or any(name.startswith("on") for name in told):
            self.out.found("script")
        if {"href", "src", "background", "action"} & told.keys():
            self.out.found("links")
        hidden = "hidden" in told or HIDDEN.search(told.get("style") or "") is not None
        if hidden and not self.silent:
            self.out.found("hidden_text")
        if tag not in EMPTY and (self.silent or hidden or tag in SILENT):
            self.silent.append(tag)
        elif tag in BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what was silent, or a line."""
        if tag in self.silent:
            while self.silent.pop() != tag:
                pass
        elif tag in BREAKS:
            self.said.append("\n")
        elif tag in CELLS:
            self.said.append("\t")

    def handle_data(self, data: str) -> None:
        """Keep words that are shown; line ends in the source are blanks."""
        if not self.silent:
            self.said.append(data.replace("\r", " ").replace("\n", " "))
