"""Events a second over REST with their verdicts, beside readers of a public page: a real server, real HTTP.

Senders keep to a pace, so what is measured is whether the pace holds and how long each call and each reader waits.
Judging is inline: the answer to a call comes when its matters are judged. Runs on a database of its own.
"""

import argparse
import datetime as dt
import http.client
import json
import sys
import threading
import time
from typing import Any

from benchmarks.city import private_city
from benchmarks.processor import postmaster, seconds_of

STEPS = ("受理", "审查", "决定")
READ_EVERY = 0.1  # seconds


class Sender(threading.Thread):
    """One unit's system: so many events in a call, so many calls a second."""

    def __init__(self, port: int, given: argparse.Namespace, secret: str, power: str, no: int) -> None:
        super().__init__(daemon=True)
        self.port, self.secret, self.power, self.no, self.events = port, secret, power, no, given.events
        self.pace, self.until = given.senders * given.events / given.rate, time.monotonic() + given.seconds
        self.waits: list[float] = []
        self.verdicts: list[float] = []
        self.sent = self.put_off = self.failed = 0

    def run(self) -> None:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        began = time.monotonic()
        for call in range(10**9):
            time.sleep(max(0.0, began + call * self.pace - time.monotonic()))
            if time.monotonic() > self.until:
                break
            body = json.dumps({"events": [self._event(call * self.events + n) for n in range(self.events)]})
            start = time.monotonic()
            client.request("POST", "/api/v1/events", body, headers | {"Idempotency-Key": f"{self.no}-{call}"})
            answer = client.getresponse()
            answer.read()
            self.waits.append(time.monotonic() - start)
            self.sent += self.events if answer.status == 200 else 0
            self.put_off += answer.status in (429, 503)
            self.failed += answer.status not in (200, 429, 503)
            if not call % 20 and answer.status == 200:
                self._look(client, headers, call * self.events, start)

    def _event(self, n: int) -> dict[str, Any]:
        """Step after step of one matter after another."""
        matter, step = divmod(n, len(STEPS))
        at = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=30 - step)
        return {"power": self.power, "matter": f"{self.no}-{matter}", "activity": STEPS[step], "at": at.isoformat()}

    def _look(self, client: http.client.HTTPConnection, headers: dict[str, str], n: int, since: float) -> None:
        """How long after it was sent an event's verdict can be read."""
        client.request("GET", f"/api/v1/matters/{self.power}/{self.no}-{n // len(STEPS)}", headers=headers)
        answer = client.getresponse()
        told = json.loads(answer.read())
        if answer.status == 200 and told["steps"]:
            self.verdicts.append(time.monotonic() - since)


class Reader(threading.Thread):
    """Somebody who looks at public pages all the while."""

    def __init__(self, port: int, paths: list[str]) -> None:
        super().__init__(daemon=True)
        self.port, self.paths = port, paths
        self.waits: list[float] = []
        self.bad = 0
        self.over = threading.Event()

    def run(self) -> None:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.over.wait(READ_EVERY):
            path = self.paths[len(self.waits) % len(self.paths)]
            start = time.monotonic()
            client.request("GET", path)
            answer = client.getresponse()
            answer.read()
            self.waits.append(time.monotonic() - start)
            self.bad += answer.status != 200


def units(count: int) -> list[tuple[str, str]]:
    """Units with a published power each: its number, and the secret of a token."""
    from mingjing.casework.services import tokens
    from tests.casework.signals import in_force
    from tests.catalogue.factories import AT, house, published

    in_force()
    found = []
    for n in range(count):
        home = house(f"1306{n:02}", f"第{n}局")
        item = published(home, f"许可{n}").item
        found.append((item.number, tokens.make(home.unit, name="压测", by=home.leader, at=AT)[1]))
    return found


def measure(port: int, given: argparse.Namespace, web: int, database: int) -> None:
    """Send, read, report."""
    from mingjing.casework.models import Event, Matter

    made = units(given.senders)
    # One page that is rendered for each reader, one published file.
    reader = Reader(port, ["/matters/", f"/powers/{made[0][0]}/"])
    wait_for(port)
    senders = [Sender(port, given, secret, power, n) for n, (power, secret) in enumerate(made)]
    reader.start()
    began, worked = time.monotonic(), (seconds_of(web), seconds_of(database))
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    seconds = time.monotonic() - began
    reader.over.set()
    reader.join()
    waits = [wait for sender in senders for wait in sender.waits]
    sent = sum(sender.sent for sender in senders)
    put_off, failed = sum(s.put_off for s in senders), sum(s.failed for s in senders)
    say(f"{given.senders} senders, {given.events} events a call, {given.rate} events/s wanted, {seconds:.0f} s")
    say(f"  taken and judged   {sent:8,} events {sent / seconds:10.1f} /s; put off {put_off}, failed {failed} calls")
    cost = [(seconds_of(pid) - was) * 1000 / max(sent, 1) for pid, was in zip((web, database), worked, strict=True)]
    per_event = f"{cost[0]:8.1f} ms an event in the web server, {cost[1]:.1f} in PostgreSQL"
    say(f"  of the processor   {per_event}, with the readers")
    say(f"  a call             {spread(waits)}")
    say(f"  verdict readable   {spread([wait for s in senders for wait in s.verdicts])}")
    say(f"  a public reader    {spread(reader.waits)}; {reader.bad} not answered with 200")
    judged = Matter.objects.exclude(judged_at=None).count()
    held, matters = Event.objects.count(), Matter.objects.count()
    say(f"  held               {held:8,} events, {judged:,} of {matters:,} matters judged")


def spread(waits: list[float]) -> str:
    """Median and 99th percentile."""
    rows = sorted(waits) or [0.0]
    return (
        f"p50 {rows[len(rows) // 2] * 1000:8.0f} ms  p99 {rows[int(len(rows) * 0.99)] * 1000:8.0f} ms  ({len(waits)})"
    )


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(300):
        try:
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            client.request("GET", "/matters/")
            if client.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--senders", type=int, default=5, help="units that send (%(default)s)")
    options.add_argument("--events", type=int, default=5, help="in a call (%(default)s)")
    options.add_argument("--rate", type=float, default=100, help="events a second of all together (%(default)s)")
    options.add_argument("--seconds", type=float, default=60, help="(%(default)s)")
    options.add_argument("--port", type=int, default=8190)
    given = options.parse_args()
    with private_city() as (_, cluster):
        from config import serve

        serve.PORT = given.port
        web = serve.start(serve._services()[0])
        try:
            measure(given.port, given, web.pid, postmaster(cluster.data))
        finally:
            web.terminate()
            web.wait(20)


if __name__ == "__main__":
    main()
