"""Nothing of a complaint lies anywhere in the clear: not in rows, write-ahead log, files, logs or temporary files."""

import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from config import database, postgres
from mingjing.complaints import access
from mingjing.complaints.enums import Duty, PaperKind
from mingjing.complaints.models import Channels
from mingjing.complaints.selectors.opening import path_of
from mingjing.complaints.services import granting, lookup, papers
from mingjing.complaints.services.filing import Identity
from mingjing.complaints.services.papers import SealedUpload
from mingjing.sealing.services import boxes
from tests.canaries import Canaries, files_written, forms
from tests.complaints.factories import AT, filed, keys

pytestmark = pytest.mark.django_db(databases="__all__", transaction=True)
TEXT = "暗哨甲一七三：局长的外甥承包了食堂"
WORDS: dict[str, str | bytes] = {
    "text": TEXT,
    "name": "欧阳暗哨",
    "id": "130602197307317319",
    "phone": "13973197319",
    "address": "暗哨路七十三号",
    "accused person": "慕容被举报",
    "file name": "暗哨照片.jpg",
    "file bytes": b"\xff\xd8CANARY-bytes-of-the-file-73",
    "note": "暗哨附注乙二八",
    "message": "暗哨补充丙三九",
}
CANARIES = Canaries(WORDS)


def test_the_forms_find_what_was_planted():
    for name, word in WORDS.items():
        for form in forms(word):
            assert name in CANARIES.found_in(b"..." + form + b"...")
    assert not CANARIES.found_in("寻常的一句话，没有什么。".encode() * 10)


def test_what_lies_in_the_clear_would_be_found(centre):
    word = "对照组明文甲辰"
    Channels.objects.create(channel="letter", address=word)
    with owner("default") as connection:
        assert Canaries({"word": word}).found_in_database(connection) == {"complaints_channels": {"word"}}


@contextmanager
def owner(alias: str) -> Iterator[psycopg.Connection]:
    """A connection that sees every row of one of the two databases."""
    found = connections[alias].get_connection_params()
    with psycopg.connect(
        dbname=found["dbname"], user=found["user"], host=found.get("host"), autocommit=True
    ) as connection:
        connection.execute("SET mingjing.viewer = 'system'")
        yield connection


def upload() -> SealedUpload:
    pk, key, data = uuid.uuid4(), boxes.new_key(), bytes(WORDS["file bytes"])
    size = boxes.write_file(path_of(pk), key, [data])
    return SealedUpload(pk, key, str(WORDS["file name"]), "image/jpeg", size, "0" * 64)


def a_life(centre) -> str:
    """A case that is filed by name, read, noted on, handed over and answered; its code."""
    who = Identity(WORDS["name"], WORDS["id"], WORDS["phone"], WORDS["address"])
    made = filed(centre, text=TEXT, identity=who, persons=WORDS["accused person"], files=[upload()])
    with access.shown_to(centre.clerk):
        opened = keys(made.complaint, centre.clerk)
        papers.add(made.complaint, PaperKind.NOTE, {"text": WORDS["note"]}, keys=opened, by=centre.clerk, at=AT)
        granting.give(made.complaint, centre.second, Duty.HANDLER, keys=opened, by=centre.clerk, today=AT.date(), at=AT)
    with lookup.holding(made.code) as held:
        mailbox = held.keys[made.complaint.pk]
        papers.add(made.complaint, PaperKind.MESSAGE, {"text": WORDS["message"]}, keys=mailbox, by=None, at=AT)
    return made.code


@pytest.mark.article("CMP-8-b")
def test_a_stolen_database_with_its_log_and_files_tells_nothing(centre, caplog, capfd, tmp_path):
    caplog.set_level(logging.DEBUG)
    with files_written() as written:
        code = a_life(centre)
    for alias in connections:
        with owner(alias) as connection:
            assert CANARIES.found_in_database(connection) == {}
            assert Canaries({"code": code, "bare code": code.replace("-", "")}).found_in_database(connection) == {}
    wal = postgres.at(database.DATA_DIR, "postgres-test").data / "pg_wal"
    assert os.environ.get("DATABASE_URL") or wal.is_dir()
    assert CANARIES.found_under([wal, Path(settings.MEDIA_ROOT), Path(settings.KEY_FOLDER)]) == {}
    outside = [path for path in written if not path.startswith((str(settings.MEDIA_ROOT), str(settings.KEY_FOLDER)))]
    assert [path for path in outside if path != "/dev/null"] == []
    said, warned = capfd.readouterr()
    assert not CANARIES.found_in((caplog.text + said + warned).encode())
