"""Mailboxes that complaints come to: a Maildir on this machine, or IMAP over TLS. Plugged in by the setting MAILBOX."""

import datetime as dt
import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from mingjing.complaints.services.mail import Box
from mingjing.core.errors import Refused

TIMEOUT = 60  # seconds


class Maildir:
    """A folder with one file a message. Its time is when the mail server put it there."""

    def __init__(self, folder: str) -> None:
        try:
            self.box = mailbox.Maildir(folder, create=False)
        except mailbox.NoSuchMailboxError as error:
            raise Refused("设置 MAILBOX 指的邮箱文件夹不存在。请管理员核对。") from error

    def keys(self) -> list[str]:
        """Those that are there, the oldest first."""
        return sorted(self.box.keys())

    def get(self, key: str) -> tuple[bytes, dt.datetime | None]:
        """A message, and when it came."""
        message = self.box.get_message(key)
        return self.box.get_bytes(key), dt.datetime.fromtimestamp(message.get_date(), dt.UTC)

    def remove(self, key: str) -> None:
        """Take a message out for good."""
        self.box.remove(key)


class Imap:
    """A folder on a mail server. Messages are read without being marked, and removed by number, one by one."""

    def __init__(self, connection: imaplib.IMAP4, folder: str) -> None:
        self.connection = connection
        self._asked(connection.select(_quoted(folder)))

    def keys(self) -> list[str]:
        """The numbers of those that are there."""
        (found,) = self._asked(self.connection.uid("SEARCH", "UNDELETED"))
        return [number.decode() for number in (found or b"").split()]

    def get(self, key: str) -> tuple[bytes, dt.datetime | None]:
        """A message, and when the server took it in."""
        found = self._asked(self.connection.uid("FETCH", key, "(INTERNALDATE BODY.PEEK[])"))
        head, data = next(part for part in found if isinstance(part, tuple))
        came = imaplib.Internaldate2tuple(head)
        at = dt.datetime(*came[:6]).astimezone(dt.UTC) if came else None
        return data, at

    def remove(self, key: str) -> None:
        """Delete a message at once."""
        self._asked(self.connection.uid("STORE", key, "+FLAGS.SILENT", r"(\Deleted)"))
        self._asked(self.connection.expunge())

    @staticmethod
    def _asked(answer: tuple[str, list]) -> list:
        word, found = answer
        if word != "OK":
            raise ConnectionError  # the server's words may quote a mail
        return found


@contextmanager
def opened(address: str) -> Iterator[Box]:
    """The mailbox of an address: `maildir:/path` or `imaps://user@host/INBOX`.

    Raises:
        Refused: neither, or there is no password.
    """
    parts = urlsplit(address)
    if parts.scheme == "maildir":
        yield Maildir(parts.path)
    elif parts.scheme == "imaps" and parts.hostname and parts.username:
        password = _password()
        connection = imaplib.IMAP4_SSL(
            parts.hostname, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
        )
        try:
            connection.login(unquote(parts.username), password)
            yield Imap(connection, unquote(parts.path.lstrip("/")) or "INBOX")
        except imaplib.IMAP4.error:  # its words quote the server's, and those may quote a mail
            raise Refused("邮箱服务器拒绝了登录，或者答非所问。请管理员核对 MAILBOX 和口令文件。") from None
        finally:
            connection.shutdown()
    else:
        raise Refused("设置 MAILBOX 应写成 maildir:/路径 或 imaps://用户名@主机/INBOX。")


def _password() -> str:
    path = settings.MAILBOX_PASSWORD_FILE
    if not path or not Path(path).is_file():
        raise Refused("设置 MAILBOX_PASSWORD_FILE 没有指明口令文件，不能登录邮箱。")
    return Path(path).read_text(encoding="utf-8").strip()


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
