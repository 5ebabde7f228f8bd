"""监察信号: who sees which, what the page offers whom, and what is refused."""

import io
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.casework.enums import SignalStatus
from mingjing.casework.models import Signal
from tests.casework.signals import in_force, on, power, take
from tests.catalogue.factories import house, official, unit

pytestmark = pytest.mark.django_db
LIST = reverse("workbench:signals")
ANSWER, ACCEPT, AGAIN = "answer", "accept", "ask-again"


@pytest.fixture
def home():
    in_force()
    return house()


@pytest.fixture
def office():
    return official("office", "lgo_clerk", of=unit("130600LGO"))


def late(home, count: int = 1, name: str = "道路货物运输经营许可") -> list[Signal]:
    """Red signals: 审查 of each matter was due on 8 May."""
    version = power(home, name)
    take(version, [(f"{name}{n}", "受理", on("2026-04-28")) for n in range(count)], now="2026-05-09")
    return list(Signal.objects.filter(item=version.item).order_by("pk"))


def address(signal: Signal, key: str = "") -> str:
    if key:
        return reverse("workbench:signal_step", args=[signal.pk, key])
    return reverse("workbench:signal", args=[signal.pk])


def test_the_list_says_the_fact_in_words(client, home):
    (signal,) = late(home)
    client.force_login(home.clerk)
    page = client.get(LIST).text
    assert signal.number in page
    assert "“审查”自 2026-04-28 起计时，2026-05-08 是最后一日，到期没有办结。" in page
    assert "红牌" in page


def test_a_stranger_must_log_in(client):
    assert client.get(LIST).status_code == 302


def test_another_unit_sees_nothing(client, home):
    (signal,) = late(home)
    client.force_login(house("130600SJ", "审计局").clerk)
    assert signal.number not in client.get(LIST).text
    assert client.get(address(signal)).status_code == 404
    assert client.post(address(signal, ANSWER), {"words": "x"}).status_code == 404


def test_the_office_sees_every_unit(client, home, office):
    (one,), (other,) = late(home), late(house("130600SJ", "审计局"), name="审计")
    client.force_login(office)
    page = client.get(LIST).text
    assert one.number in page
    assert other.number in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"colour": "red"}, True),
        ({"colour": "yellow"}, False),
        ({"kind": "passed"}, True),
        ({"kind": "added"}, False),
        ({"status": "open"}, True),
        ({"status": "answered"}, False),
        ({"unit": "130600JT"}, True),
        ({"unit": "130600LGO"}, False),
        ({"power": "no such"}, False),
        ({"matter": "道路货物运输经营许可0"}, True),
        ({"since": "2026-05-09", "until": "2026-05-09"}, True),
        ({"since": "2026-05-10"}, False),
    ],
)
def test_the_list_filters(client, home, asked, shown):
    (signal,) = late(home)
    client.force_login(home.clerk)
    assert (signal.number in client.get(LIST, asked).text) is shown


def test_a_filter_that_makes_no_sense_says_so(client, home):
    client.force_login(home.clerk)
    answer = client.get(LIST, {"colour": "blue", "since": "yesterday"})
    assert (answer.status_code, answer.text.count('class="error"')) == (422, 2)
    assert client.get(reverse("workbench:signals_xlsx"), {"colour": "blue"}).status_code == 422


def test_what_is_filtered_is_exported(client, home):
    late(home, 3)
    client.force_login(home.clerk)
    answer = client.get(reverse("workbench:signals_xlsx"), {"matter": "道路货物运输经营许可1"})
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).active.iter_rows(values_only=True))
    assert ".xlsx" in answer["Content-Disposition"]
    assert (len(rows), rows[0][0], rows[1][6], rows[1][9]) == (2, "编号", "道路货物运输经营许可1", "2026-05-08")


def test_a_cell_that_looks_like_a_formula_is_text(client, home):
    (signal,) = late(home)
    Signal.objects.filter(pk=signal.pk).update(answer="=1+1")
    client.force_login(home.clerk)
    sheet = load_workbook(io.BytesIO(client.get(reverse("workbench:signals_xlsx")).getvalue())).active
    assert (sheet.cell(2, 14).value, sheet.cell(2, 14).data_type) == ("=1+1", "s")


def test_the_list_turns_its_pages(client, home):
    late(home, 55)
    client.force_login(home.clerk)
    first = client.get(LIST)
    second = client.get(LIST, {"after": first.context["page"].next})
    assert (len(first.context["page"]), len(second.context["page"])) == (50, 5)


def test_the_list_costs_the_same_for_many_rows(client, home):
    late(home, 2)
    client.force_login(home.clerk)
    client.get(LIST)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    few = cost()
    late(home, 40, name="旅客运输经营许可")
    assert cost() == few <= 15


def test_the_page_links_the_article_the_matter_and_the_power(client, home):
    (signal,) = late(home)
    client.force_login(home.clerk)
    page = client.get(address(signal)).text
    assert reverse("portal:article", args=["baoding-2010", "ACC-7-2c"]) in page
    assert reverse("workbench:matter", args=[signal.matter_id]) in page
    assert reverse("workbench:power", args=[signal.item.number]) in page
    assert "发出" in page


def test_a_signal_costs_few_queries(client, home, django_assert_max_num_queries):
    (signal,) = late(home)
    client.force_login(home.clerk)
    with django_assert_max_num_queries(15):
        client.get(address(signal))


@pytest.mark.parametrize("role", ["unit_clerk", "unit_leader", "lgo_clerk", "lgo_head", "secrecy_reviewer"])
def test_the_page_offers_exactly_what_the_table_allows(client, home, role):
    (signal,) = late(home)
    client.force_login(official("somebody", role, of=home.unit))
    offered = {
        ("unit_clerk", SignalStatus.OPEN): {ANSWER},
        ("lgo_clerk", SignalStatus.ANSWERED): {ACCEPT, AGAIN},
    }
    for status, key in product(SignalStatus, (ANSWER, ACCEPT, AGAIN)):
        Signal.objects.update(status=status)
        allowed = key in offered.get((role, status), ())
        assert (address(signal, key) in client.get(address(signal)).text) is allowed
        if not allowed:
            assert client.post(address(signal, key), {"words": "说明"}).status_code == 422
            assert Signal.objects.get().status == status


def test_a_clerk_answers_and_the_office_accepts(client, home, office):
    (signal,) = late(home)
    client.force_login(home.clerk)
    assert client.post(address(signal, ANSWER), {"words": "设备故障，已修复"}).status_code == 302
    client.force_login(office)
    assert "设备故障，已修复" in client.get(address(signal)).text
    assert client.post(address(signal, ACCEPT)).status_code == 302
    assert Signal.objects.get().status == "accepted"


def test_the_office_asks_again(client, home, office):
    (signal,) = late(home)
    Signal.objects.update(status="answered", answer="已知悉")
    client.force_login(office)
    client.post(address(signal, AGAIN), {"words": "没有写明措施"})
    client.force_login(home.clerk)
    page = client.get(address(signal)).text
    assert "没有写明措施" in page
    assert address(signal, ANSWER) in page


def test_an_empty_answer_is_refused_with_its_reason(client, home):
    (signal,) = late(home)
    client.force_login(home.clerk)
    answer = client.post(address(signal, ANSWER), {"words": " "})
    assert (answer.status_code, "请写明情况" in answer.text) == (422, True)


def test_what_was_typed_is_kept_when_somebody_was_faster(client, home):
    (signal,) = late(home)
    Signal.objects.update(status="answered", answer="同事的答复")
    client.force_login(home.clerk)
    answer = client.post(address(signal, ANSWER), {"words": "我的一大段说明"})
    assert answer.status_code == 422
    assert "状态已变化" in answer.text
    assert "我的一大段说明" in answer.text


def test_an_unknown_step_does_not_exist(client, home):
    (signal,) = late(home)
    client.force_login(home.clerk)
    assert client.post(address(signal, "delete")).status_code == 404


@pytest.mark.article("ACC-7-2a")
def test_the_leader_is_told_of_an_added_step_and_takes_note(client, home):
    version = power(home)
    take(version, [("1", "受理", on("2026-04-28")), ("1", "补充论证", on("2026-04-29"))], now="2026-04-29")
    signal = Signal.objects.get()
    client.force_login(home.leader)
    todo = reverse("workbench:todo")
    assert address(signal) in client.get(todo).text
    assert client.post(reverse("workbench:signal_note", args=[signal.pk])).status_code == 302
    assert address(signal) not in client.get(todo).text
    page = client.get(address(signal)).text
    assert home.leader.name in page
    matter = client.get(reverse("workbench:matter", args=[signal.matter_id])).text
    assert "增加环节" in matter


@pytest.mark.article("ACC-7-2a")
def test_the_page_shows_what_the_unit_noted_of_the_step(client, home):
    version = power(home)
    take(version, [("1", "受理", on("2026-04-28")), ("1", "补充论证", on("2026-04-29"))], now="2026-04-29")
    take(version, [("1", "补充论证", on("2026-04-30"))], now="2026-04-30", note="申请人要求")
    client.force_login(home.clerk)
    assert "申请人要求" in client.get(address(Signal.objects.first())).text


def test_only_the_leader_takes_note(client, home):
    (signal,) = late(home)
    client.force_login(home.clerk)
    note = reverse("workbench:signal_note", args=[signal.pk])
    assert note not in client.get(address(signal)).text
    assert client.post(note).status_code == 422


def test_open_signals_wait_for_the_clerk_and_answered_ones_for_the_office(client, home, office):
    (signal,) = late(home)
    todo = reverse("workbench:todo")
    for status, person in (("open", home.clerk), ("answered", office)):
        Signal.objects.update(status=status)
        client.force_login(person)
        assert address(signal) in client.get(todo).text


@pytest.mark.parametrize(("today", "chip"), [("2026-05-13", "soon"), ("2026-05-15", "soon"), ("2026-05-16", "late")])
def test_the_last_day_to_answer_counts_in_the_to_do_whatever_became_of_the_matter(client, home, today, chip):
    (signal,) = late(home)  # told on 9 May, to be answered within five working days: by 15 May
    client.force_login(home.clerk)
    rows = [(signal.matter.number, name, on("2026-05-12")) for name in ("审查", "决定")]
    take(signal.item.current, rows, now="2026-05-12")
    with time_machine.travel(on(today), tick=False):
        page = client.get(reverse("workbench:todo"))
    assert page.context[chip] == 1
    assert address(signal) in page.text


def test_a_withdrawn_signal_waits_for_nobody(client, home, office):
    (signal,) = late(home)
    Signal.objects.update(status="withdrawn")
    for person in (home.clerk, home.leader, office):
        client.force_login(person)
        assert address(signal) not in client.get(reverse("workbench:todo")).text
