"""Whether an address answers: asked without ever reaching into the internal network.

The name is resolved once and every address of it is looked at; the connection goes to the address that was looked
at, so a name that answers otherwise the second time (DNS rebinding) gains nothing. Each redirect is a new question.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings

SECONDS = 10.0  # for one answer
MOST = 64 * 1024  # bytes read of one
REDIRECTS = 5
PORTS = (80, 443, 8080, 8443)
MOVED = (301, 302, 303, 307, 308)
GONE = (404, 410)
TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
AGENT = "Mingjing link check"
INTERNAL = "地址指向内部网络，不检查"
UNKNOWN = "域名解析不到"


@dataclass(frozen=True)
class Answer:
    """What became of a question: `fault` empty if the address answers; `certain` if asking again changes nothing."""

    fault: str = ""
    certain: bool = False


class Refusal(Exception):
    """An address that is not asked."""


@dataclass(frozen=True)
class Target:
    """Where a question goes: the address that was looked at, and the name it stands for."""

    secure: bool
    host: str
    port: int
    path: str
    ip: str


def probe(url: str) -> Answer:
    """Ask an address for its head, and for the page itself where it does not answer to that. Never raises."""
    answer = _follow(url, "HEAD")
    return _follow(url, "GET") if answer.fault and not answer.fault.startswith((INTERNAL, UNKNOWN)) else answer


def _follow(url: str, method: str) -> Answer:
    try:
        for _hop in range(REDIRECTS + 1):
            status, location = _ask(_target(url), method)
            if status not in MOVED or not location:
                return Answer(f"返回 {status}", status in GONE) if status >= 400 else Answer()
            url = urljoin(url, location)
    except Refusal as refusal:
        return Answer(str(refusal), certain=str(refusal) == INTERNAL)
    except TimeoutError:
        return Answer(f"{SECONDS:g} 秒没有应答")
    except ssl.SSLError:
        return Answer("证书无效")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer("连接不上")
    return Answer(f"跳转超过 {REDIRECTS} 次", certain=True)


def _target(url: str) -> Target:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise Refusal("不是网页地址")
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    ip = _resolved(parts.hostname, port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, parts.hostname, port, path, ip)


def _resolved(host: str, port: int) -> str:
    """One address of the name, all of which were looked at.

    Raises:
        Refusal: the name is not known, or any address of it is internal.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise Refusal(UNKNOWN) from error
    addresses = [str(row[4][0]) for row in found]
    if not addresses or not all(_may_ask(address, port) for address in addresses):
        raise Refusal(INTERNAL)
    return addresses[0]


def _may_ask(address: str, port: int) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    plain = getattr(ip, "ipv4_mapped", None) or ip
    if plain.is_loopback:
        return bool(settings.LINK_CHECK_LOOPBACK)
    tunnelled = any(plain in network for network in TUNNELS if network.version == plain.version)
    return port in PORTS and plain.is_global and not plain.is_multicast and not tunnelled


def _ask(target: Target, method: str) -> tuple[int, str]:
    """The status and where it sends one; the answer's body is read up to a limit and thrown away."""
    with _connected(target) as connection:
        connection.request(method, target.path, headers={"User-Agent": AGENT, "Accept": "*/*"})
        answer = connection.getresponse()
        answer.read(MOST)
        return answer.status, answer.getheader("Location") or ""


@contextmanager
def _connected(target: Target) -> Iterator[http.client.HTTPConnection]:
    """A connection to the address that was looked at, cut off after a while however slowly it drips."""
    raw = socket.create_connection((target.ip, target.port), timeout=SECONDS)
    cut = threading.Event()

    def end() -> None:
        cut.set()
        with suppress(OSError):
            raw.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(SECONDS, end)
    watch.daemon = True
    watch.start()
    connection = http.client.HTTPConnection(target.host, target.port, timeout=SECONDS)
    try:
        context = ssl.create_default_context() if target.secure else None
        connection.sock = context.wrap_socket(raw, server_hostname=target.host) if context else raw
        yield connection
        if cut.is_set():
            raise TimeoutError
    except (OSError, http.client.HTTPException) as error:
        if cut.is_set():
            raise TimeoutError from error
        raise
    finally:
        watch.cancel()
        connection.close()
        raw.close()
