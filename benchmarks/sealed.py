"""Complaints in bulk, each truly sealed under keys of its own, copied into the tables that a filing fills."""

import datetime as dt
import os
import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Any

from django.db import connections, transaction

WORDS = "某日某窗口要求另交材料，与公布的流程图不符，请核实并答复。"
BLOCK = 5000
ACTS = ("CMP-4-1", "CMP-4-2a", "CMP-4-3", "CMP-4-5a", "CMP-4-8b", "CMP-4-9")
OPEN_OF_EACH = 300  # cases of one clerk that are not closed yet
RECEIPT = ("id", "tag_digest", "public", "once", "promise", "made_on")
CASE = (
    "id", "number", "status", "receipt_id", "channel", "received_on", "received_hour", "real_name", "routing",
    "body_kept", "finding", "held", "accepted_on", "concluded_on", "closed_on",
)  # fmt: skip
PAPER = ("id", "complaint_id", "place", "kind", "purpose", "box", "by", "at")
GRANT = ("id", "complaint_id", "holder", "duty", "given_on", "ended_on")
WRAP = ("id", "case_id", "purpose", "holder", "box")


def fill(cases: int, clerks: Sequence[Any], unit: Any, until: dt.date) -> None:
    """Add so many complaints, spread over three years and over the clerks; all but the last of each are closed."""
    from mingjing.complaints.acting import tag_of
    from mingjing.sealing.models import PersonKey

    keys = {key.official_id: bytes(key.public) for key in PersonKey.objects.all()}
    people = [(tag_of(person), keys[person.pk]) for person in clerks]
    _guard("NO FORCE")  # COPY knows no row security: the owner goes round it, for as long as this takes
    connections.close_all()  # the processes that seal ask no database
    with get_context("fork").Pool() as pool:
        made = pool.imap(partial(_case, cases=cases, people=people, unit=unit.pk, until=until), range(cases), 500)
        _store(made)
    _guard("FORCE")
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO complaints_numberseries VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET last = excluded.last",
            [f"投-{until.year}", cases],
        )


def _store(made: Iterator[dict[str, Any]]) -> None:
    while rows := list(islice(made, BLOCK)):
        _copy("keys", "keyring_wrap", WRAP, [wrap for row in rows for wrap in row["wraps"]])
        with transaction.atomic():
            _copy("default", "complaints_receipt", RECEIPT, [row["receipt"] for row in rows])
            _copy("default", "complaints_complaint", CASE, [row["case"] for row in rows])
            _copy("default", "complaints_paper", PAPER, [row["paper"] for row in rows])
            _copy("default", "complaints_grant", GRANT, [row["grant"] for row in rows])


def _guard(how: str) -> None:
    with connections["default"].cursor() as cursor:
        for table in ("complaints_complaint", "complaints_paper"):
            cursor.execute(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY")


def _case(n: int, *, cases: int, people: Sequence[tuple[str, bytes]], unit: Any, until: dt.date) -> dict[str, Any]:
    from mingjing.sealing import vault
    from mingjing.sealing.services import boxes, routing
    from mingjing.sealing.services.persons import fingerprint

    key, receipt, content, work = uuid.uuid4(), uuid.uuid4(), boxes.new_key(), boxes.new_key()
    received = until - dt.timedelta(days=(cases - 1 - n) * 1095 // cases)
    hour = dt.datetime.combine(received, dt.time(9), dt.UTC)
    holder, public = people[n % len(people)]
    still_open = n >= cases - OPEN_OF_EACH * len(people)
    route = {"unit": str(unit), "act": ACTS[n % len(ACTS)], "first_act": "CMP-4-9", "kind": "complaint",
             "complainant": "citizen", "about": {}, "conflicts": [], "outside": "", "happened_on": None,
             "likeness": []}  # fmt: skip
    closed = None if still_open else received + dt.timedelta(days=30)
    number = f"投〔{received.year}〕{n + 1:07}"
    mailbox = vault.pair().public
    return {
        "receipt": (receipt, os.urandom(32).hex(), mailbox, False, None, received),
        "case": (
            key, number, "accepted" if still_open else "closed", receipt, "web", received, hour, "anonymous",
            routing.shut(route, about=key), True, "" if still_open else "partly", False, received, closed, closed,
        ),
        "paper": (
            uuid.uuid4(), key, 1, "statement", "content",
            boxes.shut({"text": WORDS * 8}, content, case=key, purpose="content/1"), "", hour,
        ),
        "grant": (uuid.uuid4(), key, holder, "handler", received, None),
        "wraps": [
            (uuid.uuid4(), key, "content", fingerprint(public), vault.seal_to(content, public)),
            (uuid.uuid4(), key, "work", fingerprint(public), vault.seal_to(work, public)),
            (uuid.uuid4(), key, "content", fingerprint(mailbox), vault.seal_to(content, mailbox)),
        ],
    }  # fmt: skip


def _copy(alias: str, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    connections[alias].ensure_connection()
    with connections[alias].cursor() as cursor, cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
