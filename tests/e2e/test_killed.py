"""kill -9 of the server and of PostgreSQL while complaints come in: a code and its case, or neither (CMP-8-a)."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import free_port
from tests.e2e.killing import COUNTED, City, filed

PEOPLE, KILLS = 40, 2


@pytest.fixture
def doomed() -> Iterator[City]:
    with tempfile.TemporaryDirectory(prefix="mingjing-killed-") as made:
        Path(made).chmod(0o755)
        city = City(Path(made), free_port())
        city.prepare()
        city.start()
        yield city
        city.kill(database=True)


def test_each_receipt_opens_its_own_case_and_there_is_no_other(doomed):
    codes = filed(doomed, PEOPLE, kills=KILLS, pause=2)
    counted = json.loads(doomed.run(COUNTED, json.dumps(codes)))
    assert doomed.starts > 1
    assert len(set(codes)) == len(counted["numbers"]) == counted["receipts"] == PEOPLE
    assert sorted(number for [number] in counted["opened"].values()) == counted["numbers"]
    assert [number[-5:] for number in counted["numbers"]] == [f"{n:05}" for n in range(1, PEOPLE + 1)]
    assert counted["faults"] == []
