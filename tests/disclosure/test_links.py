"""The check of links: a real server on this machine, addresses that must never be asked, dead since when."""

import http.server
import socket
import threading
import time

import pytest
from django.core.exceptions import ValidationError

from mingjing.core.errors import Refused
from mingjing.disclosure import probing
from mingjing.disclosure.models import OwnLink
from mingjing.disclosure.probing import Answer, probe
from mingjing.disclosure.services import linking
from mingjing.ledger import selectors as ledger
from tests.catalogue.factories import AT, DAY, house, published
from tests.disclosure.factories import at, on


class Site(http.server.BaseHTTPRequestHandler):
    """A portal with every way of answering."""

    def do_HEAD(self) -> None:
        self.say(body=False)

    def do_GET(self) -> None:
        self.say(body=True)

    def say(self, *, body: bool) -> None:
        self.server.asked.append(self.command)
        name, _, rest = self.path[1:].partition("/")
        if name == "slow":
            time.sleep(1)
        if name == "drip":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(40):
                self.wfile.write(b"X: y\r\n")
                time.sleep(0.05)
            return
        if name == "garbage":
            self.wfile.write(b"\x00\x01 nonsense\r\n\r\n")
            return
        status = {"headless": 200 if body else 405, "gone": 410, "missing": 404, "broken": 500, "to": 302, "loop": 302}
        self.send_response(status.get(name, 200))
        if name in ("to", "loop"):
            self.send_header("Location", "/loop" if name == "loop" else rest.replace("..", "://"))
        self.end_headers()
        if body:
            self.wfile.write(b"x" * (1 if name != "huge" else 4 * probing.MOST))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(settings):
    settings.LINK_CHECK_LOOPBACK = True
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked, server.daemon_threads = [], True
    server.handle_error = lambda *_: None  # of clients that hang up
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("fine", ""),
        ("headless", ""),
        ("huge", ""),
        ("missing", "返回 404"),
        ("gone", "返回 410"),
        ("broken", "返回 500"),
        ("to/fine", ""),
        ("to/missing", "返回 404"),
        ("loop", "跳转超过 5 次"),
        ("garbage", "连接不上"),
        ("to/file..etc", "不是网页地址"),
    ],
)
def test_what_an_address_answers(site, path, fault):
    path = path.replace("to/fine", "to//fine").replace("to/missing", "to//missing")
    assert probe(f"{site.url}/{path}").fault == fault


def test_the_page_is_asked_for_only_where_the_head_does_not_answer(site):
    probe(f"{site.url}/fine")
    probe(f"{site.url}/headless")
    assert site.asked == ["HEAD", "HEAD", "GET"]


@pytest.mark.parametrize("path", ["slow", "drip"])
def test_a_server_that_takes_its_time_is_left(site, monkeypatch, path):
    monkeypatch.setattr(probing, "SECONDS", 0.2)
    assert probe(f"{site.url}/{path}").fault == "0.2 秒没有应答"


def test_nobody_listening_is_a_fault(site):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert probe(f"http://127.0.0.1:{unused.getsockname()[1]}/").fault == "连接不上"


def test_this_machine_is_not_asked_unless_the_setting_says_so(site, settings):
    settings.LINK_CHECK_LOOPBACK = False
    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"):
        answer = probe(f"http://{host}:{site.server_port}/fine")
        assert answer.fault in (probing.INTERNAL, probing.UNKNOWN), host
    assert site.asked == []


INSIDE = (
    "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
    "fe80::1", "fc00::1", "ff02::1", "::", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_internal_addresses_are_never_asked(settings, address):
    settings.LINK_CHECK_LOOPBACK = True
    host = f"[{address}]" if ":" in address else address
    assert probe(f"http://{host}/") == Answer(probing.INTERNAL, certain=True)


def names(monkeypatch, answers: dict[str, list[list[str]]]) -> list[str]:
    """A resolver that gives each name its answers in turn; which addresses were then connected to."""
    connected: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple]:
        found = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(address[0])
        raise OSError

    monkeypatch.setattr(probing.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(probing.socket, "create_connection", connect)
    return connected


def test_a_name_that_stands_for_an_internal_address_too_is_not_asked(monkeypatch):
    connected = names(monkeypatch, {"jt.example": [["93.184.216.34", "10.0.0.1"]]})
    assert probe("http://jt.example/").fault == probing.INTERNAL
    assert connected == []


def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(monkeypatch):
    connected = names(monkeypatch, {"jt.example": [["93.184.216.34"], ["10.0.0.1"]]})
    assert probe("http://jt.example/").fault == probing.INTERNAL  # the second question looked again
    assert connected == ["93.184.216.34"]  # the first went where it had looked


def test_a_redirect_into_the_house_is_not_followed(site, monkeypatch):
    assert probe(f"{site.url}/to/http..10.0.0.1/").fault == probing.INTERNAL


@pytest.mark.parametrize("port", [22, 25, 5432, 6379])
def test_ports_that_serve_no_pages_are_not_asked(monkeypatch, port):
    names(monkeypatch, {"jt.example": [["93.184.216.34"]]})
    assert probe(f"http://jt.example:{port}/").fault == probing.INTERNAL


@pytest.mark.parametrize("url", ["ftp://jt.example/", "file:///etc/passwd", "http://u:p@jt.example/", "//x", "http://"])
def test_what_is_no_page_is_not_asked(url):
    assert probe(url).fault == "不是网页地址"


@pytest.fixture
def link(db):
    home = house()
    type(home.unit).objects.filter(pk=home.unit.pk).update(portal_url="https://jt.example/")
    home.unit.refresh_from_db()
    return linking.add(url="https://jt.example/1", item=published(home).item, by=home.clerk, at=AT)


def test_a_link_is_dead_the_second_time_and_since_the_first(link):
    linking.check_all(at=at("2026-03-05"), ask=lambda url: Answer("连接不上"))
    link.refresh_from_db()
    assert (link.dead_since, link.fault) == (None, "连接不上")
    assert linking.check_all(at=at("2026-03-06"), ask=lambda url: Answer("连接不上"))["dead"] == 1
    link.refresh_from_db()
    assert link.dead_since == on("2026-03-05")
    linking.check_all(at=at("2026-03-07"), ask=lambda url: Answer("返回 500"))
    link.refresh_from_db()
    assert link.dead_since == on("2026-03-05")
    assert linking.check_all(at=at("2026-03-08"), ask=lambda url: Answer())["alive"] == 1
    assert [entry.step for entry in ledger.of_case(link)] == ["登记门户链接", "门户链接失效", "门户链接恢复"]


@pytest.mark.article("ASM-5-3-2d")
def test_a_page_that_is_gone_is_dead_at_once(link, site):
    OwnLink.objects.update(url=f"{site.url}/gone")
    assert linking.check_all(at=at("2026-03-05")) == {"asked": 1, "dead": 1, "alive": 0}
    link.refresh_from_db()
    assert (link.dead_since, link.fault) == (on("2026-03-05"), "返回 410")


def test_a_withdrawn_link_is_asked_no_more_and_may_be_entered_anew(link):
    home = house()
    linking.withdraw(link, on=on("2026-03-05"), by=home.clerk, at=AT + DAY)
    assert linking.check_all(at=AT, ask=lambda url: Answer())["asked"] == 0
    linking.add(url="https://jt.example/2", item=link.item, by=home.clerk, at=AT + DAY)
    with pytest.raises(Refused, match="已经撤下"):
        linking.withdraw(link, on=on("2026-03-05"), by=home.clerk, at=AT + DAY)


def test_links_are_the_clerks_and_on_the_own_portal(link):
    home = house()
    with pytest.raises(Refused, match="经办人登记"):
        linking.add(url="https://jt.example/2", by=home.leader, at=AT)
    with pytest.raises(Refused, match="不在本单位门户网站"):
        linking.add(url="https://jt.example.org/2", by=home.clerk, at=AT)
    with pytest.raises(Refused, match="还没有登记门户网站"):
        linking.add(url="https://sj.example/2", by=house("130600SJ", "审计局").clerk, at=AT)
    with pytest.raises(ValidationError, match="已经登记了门户链接"):
        linking.add(url="https://jt.example/2", item=link.item, by=home.clerk, at=AT)
    linking.add(url="https://www.jt.example/list", by=home.clerk, at=AT)
