"""Events through the API: whole or not at all, once however often they are sent, each refusal in words."""

import pytest

from mingjing.api import problems
from mingjing.casework.models import ActivityMapping, Batch, Event, Matter
from tests.api.conftest import revoke
from tests.catalogue.factories import draft

PROBLEM = "application/problem+json"


def assert_problem(answer, status: int, said: str = "") -> dict:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, PROBLEM)
    told = answer.json()
    assert told["status"] == status
    assert said in told["detail"] + str(told.get("errors", ""))
    return told


@pytest.mark.article("ACC-7-2a")
def test_events_are_taken_and_judged_at_once(system, event):
    answer = system.send(event("受理"), event("盖章", 1), event("审查", 2), event("决定", 3))
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in ("status", "rows", "taken", "known")} == {
        "status": "done", "rows": 4, "taken": 4, "known": 0,
    }  # fmt: skip
    matter = Matter.objects.get()
    assert (matter.state, matter.added, matter.cost) == ("finished", ["盖章"], 1)


def test_the_same_key_with_the_same_contents_gives_the_same_answer(system, event):
    first = system.send(event("受理"))
    again = system.send(event("受理"))
    assert again.content == first.content
    assert (Event.objects.count(), Batch.objects.count()) == (1, 1)


def test_the_same_key_with_other_contents_is_refused(system, event):
    system.send(event("受理"))
    assert_problem(system.send(event("审查", 1)), 409, "幂等键")
    assert Event.objects.count() == 1


def test_the_same_events_under_another_key_add_nothing(system, event):
    system.send(event("受理"))
    answer = system.send(event("受理"), key="k2")
    assert (answer.json()["taken"], answer.json()["known"]) == (0, 1)


def test_two_units_may_use_the_same_key(system, stranger, event):
    system.send(event("受理"))
    assert_problem(stranger.send(event("受理")), 422, "本单位没有编码为")


def test_one_faulty_event_refuses_them_all_and_is_named(system, event):
    answer = system.send(event("受理"), event("审查", 1, at="1970-01-01T00:00:00Z"), event("决定", 2, power="没有"))
    told = assert_problem(answer, 422)
    assert [(error["row"], error["field"]) for error in told["errors"]] == [(2, "at"), (3, "power")]
    assert not Event.objects.exists()
    refused = Batch.objects.get()
    assert (refused.status, refused.key, refused.faults) == ("refused", None, 2)
    assert system.send(event("受理")).status_code == 200  # the key is still free


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"matter": ""}, "matter", "不能为空"),
        ({"matter": "长" * 81}, "matter", "最多 80 个字"),
        ({"activity": "a\x00b"}, "activity", "不允许的字符"),
        ({"at": "昨天"}, "at", "ISO 8601"),
        ({"kind": "other"}, "kind", "其中之一"),
        ({"colour": "red"}, "colour", "没有这一项"),
        ({"activity": 7}, "activity", "应为文字"),
    ],
)
def test_what_is_wrong_with_an_event_is_told_with_its_row(system, event, more, field, said):
    told = assert_problem(system.send(event("受理"), event("审查", 1) | more), 422, said)
    assert [(error["row"], error["field"]) for error in told["errors"]] == [(2, field)]


@pytest.mark.parametrize("body", ["", "{", "[]", '{"events": []}', '{"events": {}}', "\ufeff{}", "null"])
def test_a_body_that_is_no_delivery_is_refused(system, item, body):
    answer = system.post(body)
    assert_problem(answer, answer.status_code)
    assert answer.status_code in (400, 422)


def test_a_lone_surrogate_is_refused(system, item):
    body = '{"events": [{"power": "\\ud800", "matter": "1", "activity": "x"}]}'
    assert_problem(system.post(body), 422)


def test_too_many_events_are_refused(system, item, event):
    assert_problem(system.send(*[event("受理")] * 5001), 422, "最多 5000 条")


def test_too_large_a_body_is_refused_unread(system, item, monkeypatch):
    monkeypatch.setattr(problems, "MOST_BODY", 100)
    assert_problem(system.post("x" * 101), 413, "分批")


def test_a_key_is_required(system, event):
    assert_problem(system.send(event("受理"), key=""), 422)
    assert_problem(system.send(event("受理"), key="有汉字".encode().decode("latin-1")), 422)


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic eDp5", "Bearer " + "x" * 5000])
def test_a_stranger_is_refused(system, event, authorization):
    answer = system.send(event("受理"), Authorization=authorization)
    assert_problem(answer, 401, "令牌")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_is_like_none(system, event, secret, home):
    revoke(secret, home)
    assert_problem(system.send(event("受理")), 401)


def test_a_power_that_was_never_published_takes_nothing(system, home):
    number = draft(home, "另一项").item.number
    assert_problem(system.send({"power": number, "matter": "1", "activity": "x"}), 422, "还没有公布")


def test_a_wrong_method_and_a_wrong_address_are_problems_too(system, item):
    answer = system.get("/api/v1/events")
    assert_problem(answer, 405, "POST")
    assert answer.headers["Allow"] == "POST"
    assert_problem(system.get("/api/v2/x"), 404, "/api/docs")


def test_a_mapping_applies_to_what_comes_through_the_api(system, event, item):
    ActivityMapping.objects.create(item=item, activity="登记", step="受理")
    system.send(event("登记"), event("审查", 1), event("决定", 2))
    assert Matter.objects.get().cost == 0


def test_a_batch_is_read_by_its_own_unit_alone(system, stranger, event):
    pk = system.send(event("受理")).json()["id"]
    assert system.get(f"/api/v1/batches/{pk}").json()["taken"] == 1
    assert_problem(stranger.get(f"/api/v1/batches/{pk}"), 404)


def test_a_verdict_is_read_by_its_own_unit_alone(system, stranger, event, item):
    system.send(event("受理"), event("决定", 1))
    path = f"/api/v1/matters/{item.number}/甲1"
    told = system.get(path).json()
    assert (told["state"], told["skipped"], told["cost"]) == ("finished", ["审查"], 1)
    assert "审查" in told["finding"]
    assert [step["kind"] for step in told["steps"]] == ["matched", "skipped", "matched"]
    assert_problem(stranger.get(path), 404)


class TestCorrections:
    """An event is never edited: a correction stands in its place."""

    @pytest.fixture(autouse=True)
    def wrong(self, system, event):
        system.send(event("受理", key="a"), event("盖章", 1, key="b"), event("决定", 2, key="c"))

    def state(self) -> tuple:
        matter = Matter.objects.get()
        return matter.cost, matter.added, matter.skipped

    def test_a_correction_replaces_what_it_corrects(self, system, event):
        assert self.state() == (2, ["盖章"], ["审查"])
        system.send(event("审查", 1, key="d", kind="correction", corrects="b"), key="k2")
        assert self.state() == (0, [], [])
        assert Event.objects.count() == 4

    def test_a_correction_without_activity_and_time_voids(self, system, event):
        said = {"activity": "", "at": None, "key": "d", "kind": "correction", "corrects": "b"}
        system.send(event("") | said, key="k2")
        assert self.state() == (1, [], ["审查"])

    def test_a_correction_may_be_corrected(self, system, event):
        system.send(
            event("审查", 1, key="d", kind="correction", corrects="b"),
            event("受理", 1, key="e", kind="correction", corrects="d"),
            key="k2",
        )
        assert self.state() == (2, ["受理"], ["审查"])

    def test_the_same_event_is_not_corrected_twice(self, system, event):
        system.send(event("审查", 1, key="d", kind="correction", corrects="b"), key="k2")
        again = event("审查", 1, key="e", kind="correction", corrects="b")
        assert_problem(system.send(again, key="k3"), 422, "已经更正过")
        two = [event("审查", 1, key=key, kind="correction", corrects="c") for key in ("f", "g")]
        assert_problem(system.send(*two, key="k4"), 422, "已经更正过")

    def test_a_correction_sent_again_changes_nothing(self, system, event):
        correction = event("审查", 1, key="d", kind="correction", corrects="b")
        system.send(correction, key="k2")
        assert system.send(correction, key="k3").json()["known"] == 1

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"corrects": "没有"}, "不存在"),
            ({"corrects": ""}, "没有写明"),
            ({"corrects": "d"}, "不存在"),  # itself
            ({"matter": "乙2"}, "另一个办件"),
            ({"kind": "step"}, "只有更正"),
        ],
    )
    def test_a_correction_of_nothing_is_refused(self, system, event, more, said):
        correction = event("审查", 1, key="d", kind="correction", corrects="b") | more
        assert_problem(system.send(correction, key="k2"), 422, said)

    def test_an_event_is_not_edited_under_its_key(self, system, event):
        assert_problem(system.send(event("审查", 1, key="b"), key="k2"), 422, "事件不能修改")
