"""`mingjing receipts check`: from the file of a receipt page to what it proves, without a server."""

import copy
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing import console
from mingjing.transparency import selectors
from mingjing.transparency.checking import Unreadable, bundle_of
from mingjing.transparency.models import Batch, Slot
from mingjing.transparency.services import batches, promises
from tests.transparency.factories import AT, HOUR, opened, slot

LATER = ["--at", "2026-02-11T15:00"]  # Beijing time: 07:00 in UTC
PROVEN, WRONG, OPEN = "✓", "✗", "？"


@pytest.fixture
def taken(db):
    """What is taken home after a filing and its acceptance, both in batches."""
    filed = slot()
    batches.close(at=AT + HOUR)
    slot(event="accepted", at=AT + HOUR)
    batches.close(at=AT + 2 * HOUR)
    return bundle(filed)


def bundle(filed: Slot) -> dict:
    slots = Slot.objects.select_related("batch").order_by("hour")
    return selectors.bundle(promises.of(filed), [(one, opened(one)) for one in slots])


@pytest.fixture
def run(tmp_path, capsys):
    def _run(said, *more):
        file = tmp_path / "receipt.json"
        file.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
        code = console.main(["receipts", "check", str(file), *LATER, *more])
        return code, capsys.readouterr().out

    return _run


@pytest.fixture
def published(tmp_path, taken):
    """The options that name every published batch, as downloaded."""
    options = []
    for number, batch in enumerate(Batch.objects.select_related("leaf")):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(selectors.published(batch)), encoding="utf-8")
        options += ["--batch", str(file)]
    return options


def test_all_is_proven_with_the_published_key_and_batches(run, taken, published):
    code, text = run(taken, "--key", promises.public_key().hex(), *published)
    assert (code, text.count(WRONG), text.count(OPEN), text.count(PROVEN)) == (0, 0, 0, 8)
    assert "2026-02-11 12:00（北京时间）" in text


def test_what_the_file_cannot_prove_by_itself_is_said(run, taken):
    code, text = run(taken)
    assert (code, text.count(WRONG), text.count(OPEN)) == (0, 0, 3)
    assert promises.public_key().hex() in text
    assert "公开日志建成以前" in text


def test_another_key_than_the_published_one_is_wrong(run, taken):
    assert run(taken, "--key", "00" * 32)[0] == 1


CHANGES = {
    "day": lambda said: said["slots"][0].update(day="2026-02-10"),
    "event": lambda said: said["slots"][1].update(event="declined"),
    "case": lambda said: said["slots"][0].update(case="00000000-0000-0000-0000-000000000002"),
    "salt": lambda said: said["slots"][0].update(salt="00" * 32),
    "position": lambda said: said["slots"][0]["proof"].update(position=64),
    "path": lambda said: said["slots"][0]["proof"]["path"].pop(),
    "root": lambda said: said["slots"][0]["proof"].update(root="00" * 32),
    "signature": lambda said: said["promise"].update(signature="00" * 64),
    "hour": lambda said: said["promise"].update(hour="2026-02-11T02:00:00Z"),
    "receipt": lambda said: said.update(receipt="00" * 32),
    "promise without a digest": lambda said: said["promise"].pop("receipt"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_was_changed_does_not_verify(run, taken, change):
    CHANGED = copy.deepcopy(taken)
    change(CHANGED)
    code, text = run(CHANGED)
    assert code == 1
    assert WRONG in text


def test_a_batch_that_was_exchanged_is_found(run, taken, published):
    other = json.loads(json.dumps(taken))
    proof = other["slots"][0]["proof"]
    proof["hour"] = other["slots"][1]["proof"]["hour"]  # says that it stands in the later batch
    code, text = run(other, *published)
    assert code == 1
    assert "树根与公布的批次一致" in text


def test_a_promise_still_in_time_is_open_and_later_broken(run, db):
    said = bundle(slot())
    code, text = run(said, "--at", "2026-02-11T13:59")
    assert (code, text.count(WRONG)) == (0, 0)
    code, text = run(said, "--at", "2026-02-11T14:00")
    assert code == 1
    assert "承诺没有兑现" in text


@pytest.mark.parametrize(("later", "code"), [(2.6, 0), (2.7, 1), (5, 1)])
def test_a_batch_that_came_too_late_breaks_the_promise(run, db, later, code):
    filed = slot()
    batches.close(at=AT + later * HOUR)
    filed.refresh_from_db()
    assert run(bundle(filed))[0] == code


def test_a_promise_of_something_else_proves_nothing_of_the_slots(run, taken):
    promise = promises.promise(bytes(32), hour=AT)
    code, text = run({**taken, "promise": promise, "receipt": "00" * 32})
    assert code == 0
    assert "承诺的是哪一格，本文件没有说明" in text


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", "1", '{"v": 1}', "[" * 100_000])
def test_a_file_of_another_form_cannot_be_read(run, text):
    assert run(text)[0] == 2


def test_a_file_that_is_not_there_cannot_be_read(tmp_path, capsys):
    assert console.main(["receipts", "check", str(tmp_path / "none.json")]) == 2
    assert "读不了" in capsys.readouterr().err


def test_a_batch_that_says_another_root_than_it_has_cannot_be_read(run, taken, tmp_path):
    said = selectors.published(Batch.objects.select_related("leaf").first())
    file = tmp_path / "batch.json"
    file.write_text(json.dumps({**said, "root": "00" * 32}))
    assert run(taken, "--batch", str(file))[0] == 2


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@given(st.data())
def test_no_value_anywhere_in_a_file_breaks_the_reader(data):
    proof = {"hour": "2026-02-11T04:00:00Z", "root": "00" * 32, "size": 1, "position": 0, "path": []}
    case = "00000000-0000-0000-0000-000000000001"
    claim = {"event": "filed", "day": "2026-02-11", "case": case, "salt": "00" * 32, "proof": proof}
    promise = {"hour": "2026-02-11T03:00:00Z"}
    said = {"v": 1, "receipt": "00" * 32, "key": "00" * 32, "promise": promise, "slots": [claim]}
    assert bundle_of(said).claims
    place = data.draw(st.sampled_from([said, claim, proof, promise]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(json_values)
    try:
        bundle_of(said)
    except Unreadable as error:
        assert "读不了" in str(error)


def test_the_command_needs_no_django():
    script = "import sys, mingjing.transparency.checking; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
