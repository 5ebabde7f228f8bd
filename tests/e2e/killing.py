"""A server and its PostgreSQL that are killed at random moments while people file complaints."""

import http.cookiejar
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
WAIT = 20  # seconds that a form without script must have been open
FOUND = """
import django; django.setup()
from tests.casework.signals import in_force
from tests.complaints.factories import centre
in_force(); centre()
"""
COUNTED = """
import json, sys, django; django.setup()
from mingjing.complaints.models import Complaint, Receipt
from mingjing.complaints.services import lookup
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.selectors import faults
opened = {}
for code in json.load(sys.stdin):
    with lookup.holding(code) as held:
        opened[code] = [complaint.number for complaint in held.complaints]
with seeing(SYSTEM):
    numbers = sorted(Complaint.objects.values_list("number", flat=True))
print(json.dumps({"numbers": numbers, "opened": opened, "receipts": Receipt.objects.count(),
                  "faults": [str(fault) for fault in faults()]}))
"""


@dataclass
class City:
    """Its folder and port; `starts` counts how often it was brought up."""

    data: Path
    port: int
    starts: int = 0
    children: list[subprocess.Popen] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        return kept | {
            "MINGJING_DATA": str(self.data),
            "PORT": str(self.port),
            "CLIENT_ADDRESS": "HTTP_X_REAL_IP",  # so that each of a thousand people has a network of their own
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, code: str, said: str = "") -> str:
        """What a piece of Python prints, run beside the database as its owner."""
        beside = (
            "import os\nfrom config import database\n"
            "with database.available(database.DATA_DIR):\n"
            "    os.environ['DATABASE_URL'] = database.owner_url(database.DATA_DIR)\n"
        )
        whole = beside + "\n".join("    " + line for line in code.strip().split("\n"))
        command = [sys.executable, "-c", whole]
        done = subprocess.run(command, cwd=ROOT, env=self.env, input=said, capture_output=True, text=True, check=False)
        assert not done.returncode, done.stderr
        return done.stdout

    def prepare(self) -> None:
        """A database with a complaint centre and nothing else."""
        command = [sys.executable, "-m", "mingjing.console", "prepare"]
        subprocess.run(command, cwd=ROOT, env=self.env, check=True, capture_output=True)
        self.run(FOUND)

    def start(self) -> None:
        """Serve, and wait until it answers."""
        with (self.data / "serve.log").open("a") as log:
            command = [sys.executable, "-m", "mingjing.console", "serve"]
            self.children.append(subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log))
        self.starts += 1
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.address}/complaints/new/", timeout=5):
                    return
            except OSError:
                assert self.children[-1].poll() is None, (self.data / "serve.log").read_text()[-3000:]
                time.sleep(0.1)
        raise RuntimeError((self.data / "serve.log").read_text()[-3000:])

    def kill(self, *, database: bool) -> None:
        """kill -9: the server's processes, and before them PostgreSQL's where asked for."""
        if database:
            self._kill(self._postgres())
            time.sleep(random.random() / 5)
        self._kill(self._server())
        for child in self.children:
            child.wait()

    def _kill(self, processes: list[int]) -> None:
        for process in processes:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def _server(self) -> list[int]:
        mine = f"MINGJING_DATA={self.data}".encode()
        return [pid for pid, told in _processes("environ") if mine in told.split(b"\0") and pid != os.getpid()]

    def _postgres(self) -> list[int]:
        heads = [pid for pid, told in _processes("cmdline") if b"postgres" in told and os.fsencode(self.data) in told]
        children = [pid for pid, told in _processes("stat") if int(told.rpartition(b")")[2].split()[1]) in heads]
        return [*heads, *children]


def _processes(what: str) -> Iterator[tuple[int, bytes]]:
    for path in Path("/proc").glob(f"[0-9]*/{what}"):
        try:
            yield int(path.parent.name), path.read_bytes()
        except OSError:
            continue


class Person:
    """Somebody with a browser that sends a form again until a receipt comes."""

    def __init__(self, city: City, number: int) -> None:
        self.city, self.number = city, number
        self.said: dict[str, str] = {}
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        self.opener.addheaders = [("X-Real-IP", f"10.{number // 200 % 200}.{number % 200}.7")]

    def ask(self, said: dict[str, str] | None = None) -> str:
        """A page, asked for until it comes."""
        data = urllib.parse.urlencode(said).encode() if said else None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                with self.opener.open(f"{self.city.address}/complaints/new/", data, timeout=30) as answer:
                    return answer.read().decode()
            except urllib.error.HTTPError as error:
                if error.code < 500:
                    raise AssertionError(error.read().decode()) from error
                time.sleep(0.1)
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        raise TimeoutError

    def open(self) -> None:
        """Open the form: without script it can be sent 20 seconds later."""
        page = self.ask()
        self.said = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        self.said |= {"text": f"第 {self.number} 件：窗口要求另交一份材料。", "kind": "complaint"}
        self.said |= {"complainant": "citizen", "end": "1"}

    def file(self) -> str:
        """Send the form; the code on its receipt."""
        receipt = self.ask(self.said)
        return "-".join(re.findall(r"<span>([0-9A-Z]{5})</span>", receipt))


def filed(city: City, people: int, *, kills: int, pause: float) -> list[str]:
    """The codes of so many people, four of whom file at a time, while the city is killed and served anew."""
    everybody = [Person(city, number) for number in range(people)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Person.open, everybody))
        time.sleep(WAIT)
        with killed(city, kills=kills, pause=pause):
            return list(pool.map(Person.file, everybody))


@contextmanager
def killed(city: City, *, kills: int, pause: float) -> Iterator[None]:
    """Kill the city so many times while the block runs, each time after up to `pause` seconds of service."""
    chance, done = random.Random(7), threading.Event()  # noqa: S311 - moments, not secrets

    def work() -> None:
        for number in range(kills):
            if done.wait(chance.random() * pause):
                return
            city.kill(database=number % 2 == 0)
            city.start()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
