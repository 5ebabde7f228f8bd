"""回执与核验: anybody reads what is proven, and takes the batches away, without script or account."""

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse

from mingjing.core.paging import page_of
from mingjing.transparency import checking, selectors, tree
from mingjing.transparency.models import Slot
from mingjing.transparency.services import batches, promises
from tests.transparency.factories import AT, HOUR, opened, slot

pytestmark = pytest.mark.django_db
PAGE = "/proofs/"
BATCH = "/proofs/batches/2026-02-11T04Z.json"
SOON = time_machine.travel(AT + HOUR, tick=False)


@pytest.fixture
def batch():
    slot()
    return batches.close(at=AT + HOUR)


@SOON
def test_the_page_says_what_is_proven_and_what_not(client, batch):
    text = client.get(PAGE).text
    assert promises.public_key().hex() in text
    assert bytes(batch.root).hex() in text
    assert f'href="{BATCH}"' in text
    assert "公开日志还没有建成" in text
    assert "现在已经晚了" not in text
    assert "2026-02-11 12:00" in text  # Beijing time


@time_machine.travel(AT + 4 * HOUR, tick=False)
def test_the_page_says_when_batches_are_late(client, batch):
    assert "现在已经晚了" in client.get(PAGE).text


def test_the_page_says_what_will_be_there(client):
    text = client.get(PAGE).text
    assert "还没有批次" in text
    assert "现在已经晚了" not in text


def test_the_page_costs_two_queries_however_many_batches(client, django_assert_num_queries):
    for hour in range(5):
        batches.close(at=AT + hour * HOUR)
    with django_assert_num_queries(2):
        assert client.get(PAGE).text.count("</tr>") == 6


def test_every_public_page_leads_there(client):
    assert f'href="{PAGE}"' in client.get(reverse("portal:regulations")).text


def test_a_batch_is_taken_away_and_its_root_computed_anew(client, batch, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get(BATCH)
    hour, root = checking.batch_of(json.loads(answer.content))
    assert (hour, root) == (batch.hour, bytes(batch.root))
    assert json.loads(answer.json()["leaf"])["commit"] == root.hex()
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


def test_nothing_in_a_batch_tells_slots_from_dummies(client, batch):
    said = client.get(BATCH).json()
    assert said.keys() == {"v", "hour", "size", "root", "leaf", "commitments"}
    assert said["size"] == len({*said["commitments"]}) == 64
    found = Slot.objects.get()
    text = client.get(BATCH).text
    assert not [word for word in (str(found.case_id), found.event, opened(found).hex()) if word in text]


def test_a_cache_asks_whether_a_batch_changed(client, batch):
    etag = client.get(BATCH)["ETag"]
    assert client.get(BATCH, headers={"if-none-match": etag}).status_code == 304
    assert client.head(BATCH)["ETag"] == etag


@pytest.mark.parametrize(
    "hour", ["2026-02-11T05Z", "2026-2-11T4Z", "2026-02-11T99Z", "x", "2026-02-11T04Z0", "9" * 300]
)
def test_a_batch_that_is_not_there_is_not_found(client, batch, hour):
    assert client.get(f"/proofs/batches/{hour}.json").status_code == 404


def test_the_outbox_is_read_page_by_page(client, monkeypatch):
    made = [batches.close(at=AT + hour * HOUR) for hour in range(5)]
    monkeypatch.setattr("mingjing.portal.proofs.page_of", lambda *a, **k: page_of(*a, **{**k, "size": 2}))
    found, address = [], "/proofs/outbox.json"
    while address:
        said = client.get(address).json()
        found += said["leaves"]
        address = said["next"] and f"/proofs/outbox.json{said['next']}"
    assert [json.loads(one["leaf"])["commit"] for one in found] == [bytes(one.root).hex() for one in made]
    assert {one["index"] for one in found} == {None}


def test_the_outbox_costs_one_query_and_is_not_sent_twice(client, batch, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/proofs/outbox.json")
    again = client.get("/proofs/outbox.json", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, answer["Cache-Control"]) == (304, "public, max-age=60")


@pytest.mark.parametrize("address", [PAGE, BATCH, "/proofs/outbox.json"])
def test_there_is_nothing_to_send_there(client, batch, address):
    assert client.post(address).status_code == 405


def test_what_a_reporter_takes_home_is_checked_against_what_everybody_may_take(client, batch, tmp_path, capsys):
    found = Slot.objects.select_related("batch").get()
    bundle = selectors.bundle(promises.of(found), [(found, opened(found))])
    (tmp_path / "receipt.json").write_text(json.dumps(bundle))
    (tmp_path / "batch.json").write_bytes(client.get(BATCH).content)
    key = promises.public_key().hex()
    words = ["check", str(tmp_path / "receipt.json"), "--batch", str(tmp_path / "batch.json"), "--key", key]
    assert checking.main(words) == 0
    assert "？" not in capsys.readouterr().out


def test_a_root_belongs_to_its_day_in_every_zone(client, db):
    made = batches.close(at=dt.datetime(2026, 2, 11, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    said = client.get("/proofs/batches/2026-02-10T16Z.json").json()
    assert said["root"] == tree.root([bytes.fromhex(one) for one in said["commitments"]]).hex()
    assert said["root"] == bytes(made.root).hex()
