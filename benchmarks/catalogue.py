"""Query counts and page times with 50,000 powers of 300 units and 1,000,000 events loaded.

Every page of the portal and the workbench that an address leads to is asked for, as each role that may see it.
Prints, marks what takes more than 15 queries or 300 ms of the processor (Python's and PostgreSQL's together), and
fails nothing. Runs on a database of its own.
"""

import argparse
import datetime as dt
import json
import logging
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.city import private_city
from benchmarks.processor import postmaster, seconds_of

MOST_QUERIES, SLOW = 15, 300
CHANGING = ("logout", "password", "display", "_remove", "sweep", "_xlsx", "_export", "robots", "favicon")


def load(given: argparse.Namespace) -> dict[str, Any]:
    """Fill the city; a value for each part of an address."""
    from benchmarks import filling
    from mingjing.casework.models import Batch, Signal
    from mingjing.casework.services import statistics
    from mingjing.core.models import uuid7
    from mingjing.rules import packs
    from tests.casework.signals import in_force, on, power, take
    from tests.catalogue.factories import house

    in_force()
    home = house()
    version = power(home, important=True)
    take(version, [("1", "受理", on("2026-05-04")), ("1", "盖章", on("2026-05-04", 11))], now="2026-05-05")
    batch, signal = Batch.objects.get(), Signal.objects.first()
    Batch.objects.filter(pk=batch.pk).update(status="done", key=str(uuid7()), done=100)
    began = time.perf_counter()
    filling.fill(version, batch, signal, units=given.units, powers=given.powers, events=given.events)
    say(f"loaded in {time.perf_counter() - began:.0f} s")
    began = time.perf_counter()
    statistics.rebuild()
    analyse()
    say(f"months counted and tables analysed in {time.perf_counter() - began:.0f} s")
    matter = signal and signal.matter_id
    return {
        "number": version.item.number, "code": home.unit.code, "no": 1, "year": 2026, "slug": packs.slugs()[0],
        "identifier": "ACC-7", "matter": matter, "matter_form": matter, "verdict": matter,
        "signal": signal and signal.pk, "import": batch.pk, "official": home.clerk.pk,
    }  # fmt: skip


def filled(told: Path, given: argparse.Namespace) -> dict[str, Any]:
    """The values of a city that was kept, or of one filled now."""
    if not told.exists():
        told.write_text(json.dumps(load(given), default=str))
    return json.loads(told.read_text())


def analyse() -> None:
    """Let the planner know how much there is."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def addresses(known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and address of every page whose parts we have values for."""
    from django.urls import NoReverseMatch, get_resolver, reverse

    for namespace in ("portal", "workbench"):
        _, resolver = get_resolver().namespace_dict[namespace]
        for name in filter(lambda found: isinstance(found, str), resolver.reverse_dict.keys()):
            parts = resolver.reverse_dict.getlist(name)[0][0][0][1]
            values = {part: known.get(name) if part == "pk" else known.get(part) for part in parts}
            if None in values.values() or any(mark in name for mark in CHANGING):
                continue
            try:
                yield f"{namespace}:{name}", reverse(f"{namespace}:{name}", kwargs=values)
            except NoReverseMatch:
                continue


def viewers() -> list[tuple[str, Any]]:
    """Nobody, and one person of each role."""
    from mingjing.people.enums import Role
    from tests.catalogue.factories import official, unit

    office = {Role.LGO_CLERK, Role.LGO_HEAD, Role.LG_MEMBER}
    people = [
        (str(role), official(f"bench-{role}", role, of=unit("130600LGO") if role in office else unit()))
        for role in Role
        if role != Role.SYSTEM
    ]
    return [("", None), *people]


def measure(known: dict[str, Any], given: argparse.Namespace, server: int) -> None:
    """Ask for each page as each who may see it; the dearest viewer of each is printed."""
    from django.test import Client

    found: dict[str, list[tuple[int, float, float, float, str]]] = {}
    pages = [page for page in sorted(addresses(known)) if not given.pages or page[0] in given.pages]
    for role, person in viewers():
        if person and given.roles and role not in given.roles:
            continue
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(person)
        for name, address in pages:
            if name.startswith("portal:") == (person is None) and (seen := look(client, address, given.rounds, server)):
                found.setdefault(name, []).append((*seen, role))
    say(f"{'page':<34}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'processor':>11}  dearest for, of so many roles")
    rows = sorted(((name, max(seen), len(seen)) for name, seen in found.items()), key=lambda row: -row[1][3])
    for name, (queries, median, late, worked, role), roles in rows:
        mark = " <-- queries" * (queries > MOST_QUERIES) + " <-- slow" * (worked > SLOW)
        say(f"{name:<34}{queries:>8}{median:>9.0f}{late:>9.0f}{worked:>11.0f}  {role} {roles}{mark}")
    over = sum(row[1][0] > MOST_QUERIES for row in rows)
    slow = sum(row[1][3] > SLOW for row in rows)
    say(f"{len(rows)} pages: {over} over {MOST_QUERIES} queries, {slow} over {SLOW} ms of the processor")


def look(client: Any, address: str, rounds: int, server: int) -> tuple[int, float, float, float] | None:
    """Queries, median and 95th percentile of a page, and of the processor, in ms; None if this viewer has none."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times = []
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    asked = len(queries)  # now: the next request forgets them
    if answer.status_code != 200:
        if answer.status_code >= 500:
            say(f"{address} answers {answer.status_code}: {(answer.exc_info or ' ')[1]!r}")
        return None
    worked = time.process_time() + seconds_of(server)
    for _ in range(rounds):
        began = time.perf_counter()
        b"".join(client.get(address))
        times.append((time.perf_counter() - began) * 1000)
        if times[-1] > 20 * SLOW:
            break
    worked = (time.process_time() + seconds_of(server) - worked) * 1000 / len(times)
    times.sort()
    return asked, times[len(times) // 2], times[int(len(times) * 0.95)], worked


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=300)
    options.add_argument("--powers", type=int, default=50_000)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=5, help="times each page is asked for (%(default)s)")
    options.add_argument("--roles", nargs="*", help="only these; default: every role")
    options.add_argument("--pages", nargs="*", help="only these (portal:home); default: every page")
    options.add_argument("--keep", help="a folder whose city is used where it is filled, and else filled and kept")
    given = options.parse_args()
    with private_city(given.keep) as (folder, cluster):
        list(addresses({}))  # every page is read in now: one whose file is edited meanwhile would fail half-way
        say(f"{dt.date.today()}: {given.powers:,} powers, {given.units} units, {given.events:,} events")
        logging.disable()
        measure(filled(folder / "known.json", given), given, postmaster(cluster.data))


if __name__ == "__main__":
    main()
