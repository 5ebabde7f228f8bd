"""Complaints: submissions per second, and list and open times with 1,000,000 cases in the database.

A filing is measured as the server does it, with its keys, seals, number, clocks and proof, in one process and in
several. Pages are asked for as their own people: a clerk with a twentieth of all cases, and a reporter with a code.
Prints and fails nothing. Runs on a database of its own.
"""

import argparse
import datetime as dt
import logging
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.city import private_city

PASSPHRASE = "a passphrase for the benchmark"
CLERKS = 20


def measure(given: argparse.Namespace) -> None:
    """Fill the tables, then time what people wait for."""
    from benchmarks import sealed
    from mingjing.sealing.services import persons
    from tests.casework.signals import in_force
    from tests.catalogue.factories import official
    from tests.complaints.factories import centre

    in_force()
    today = dt.date(2026, 11, 25)
    at = dt.datetime(2026, 11, 25, 2, tzinfo=dt.UTC)
    seat = centre()
    clerks = [official(f"bench{n}", "centre_clerk", of=seat.unit) for n in range(CLERKS)]
    for person in clerks:
        persons.make(person, PASSPHRASE, at=at)
    submissions(seat, given.submissions, at)
    began = time.perf_counter()
    sealed.fill(given.cases, clerks, seat.accused, today)
    say(f"{given.cases:,} sealed cases copied in {time.perf_counter() - began:.0f} s")
    analyse()
    submissions(seat, given.submissions, at)
    pages(clerks[0], seat, at, given.rounds)


def submissions(seat: Any, count: int, at: dt.datetime) -> None:
    """Filings per second: one after another, and four at a time."""
    from django.db import connections

    from mingjing.complaints.services import filing
    from mingjing.sealing import codes
    from tests.complaints.factories import WHO, said

    def one(n: int) -> float:
        began = time.perf_counter()
        filing.file(said(seat, identity=WHO if n % 3 == 0 else None), code=codes.new(), at=at)
        return time.perf_counter() - began

    for workers in (1, 4):
        began = time.perf_counter()
        with ThreadPoolExecutor(workers, initializer=connections.close_all) as pool:
            times = list(pool.map(one, range(count)))
        total = time.perf_counter() - began
        say(f"{count / total:6.1f} submissions/s, {workers} at a time, {spread(times)}")


def pages(clerk: Any, seat: Any, at: dt.datetime, rounds: int) -> None:
    """List, case and look-up."""
    from django.test import Client
    from django.urls import reverse

    from mingjing.complaints import access
    from mingjing.complaints.services import lookup
    from tests.complaints.factories import filed

    client = Client()
    client.force_login(clerk)
    client.post(reverse("workbench:unlock"), {"passphrase": PASSPHRASE, "sealing-passphrase": PASSPHRASE})
    with access.shown_to(clerk):
        case = access.visible_to(clerk).order_by("-received_on").first()
    assert case
    code = filed(seat, at=at).code
    asked: list[tuple[str, Callable[[], Any]]] = [
        ("desk of a clerk", lambda: client.get(reverse("workbench:complaints"))),
        ("case, opened", lambda: client.get(reverse("workbench:complaint", args=[case.pk]))),
        ("look-up by code", lambda: client.post(reverse("portal:complaint_lookup"), {"code": code})),
        ("code opened, without the page", lambda: _held(lookup, code)),
    ]
    for name, ask in asked:
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            answer = ask()
            times.append(time.perf_counter() - began)
        status = getattr(answer, "status_code", "")
        say(f"{name:<32} {status} {spread(times)}")


def _held(lookup: Any, code: str) -> None:
    with lookup.holding(code) as held:
        assert held.complaints


def spread(times: list[float]) -> str:
    """Median and 95th percentile in ms."""
    late = sorted(times)[int(len(times) * 0.95)]
    return f"p50 {statistics.median(times) * 1000:.0f} ms, p95 {late * 1000:.0f} ms"


def analyse() -> None:
    """Let the planner know how much there is."""
    from django.db import connections

    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("ANALYZE")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=1_000_000)
    options.add_argument("--submissions", type=int, default=200)
    options.add_argument("--rounds", type=int, default=20, help="times each page is asked for (%(default)s)")
    options.add_argument("--keep", help="a folder in which the city is kept")
    given = options.parse_args()
    with private_city(given.keep):
        say(f"{dt.date.today()}: {given.cases:,} cases, {CLERKS} clerks")
        logging.disable()
        measure(given)


if __name__ == "__main__":
    main()
