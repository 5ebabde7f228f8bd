"""清理审核 through the pages: open, compile, hand in, review, decide, close; who gets which page."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from mingjing.catalogue.declarations import CLEARING_COLUMNS
from mingjing.catalogue.models import ClearingEntry, ClearingRound
from tests.catalogue.clearings import REVIEWERS, closed, handed_in, opened, proposed, reviewed, reviewer
from tests.catalogue.factories import DAY, House, house, official, power_type, published
from tests.workbench.sheets import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def days(now: dt.datetime) -> dict[str, str]:
    today = timezone.localdate(now)
    names = ("submit_by", "review_by", "decide_by")
    return {name: (today + n * DAY).isoformat() for n, name in enumerate(names, start=1)}


@pytest.mark.article("ASM-5-3-2a")
def test_a_round_goes_from_the_office_over_the_unit_and_the_reviewers_to_its_close(client, home, item, now):
    client.force_login(home.head)
    said = {"name": "2026年清理", "basis": "保政办〔2026〕3号", "units": [home.unit.code], **days(now)}
    client.post(url("clearing_new"), said)
    number = ClearingRound.objects.get().number
    client.force_login(home.clerk)
    assert "从现有职权填入" in client.get(url("clearing_entries", number)).text
    client.post(url("clearing_collect", number, "prefill"))
    new = {"name": "新事项", "type": power_type().pk, "basis": "《公路法》第八条", "note": "新设"}
    client.post(url("clearing_propose", number), new)
    assert "已报送 2 项" in client.post(url("clearing_collect", number, "hand-in"), follow=True).text
    for kind in REVIEWERS:
        client.force_login(reviewer(kind, home))
        answer = client.post(url("clearing_review", number), {"kind": kind, "view": "agrees", "all": "1"}, follow=True)
        assert "已写明 2 项的审核意见" in answer.text
    client.force_login(home.head)
    old, fresh = ClearingEntry.objects.order_by("item")
    decide(client, number, old, outcome="abolished", reason="已下放到县")
    decide(client, number, fresh, outcome="confirmed", reason="有法定依据")
    page = client.post(url("clearing_close", number), follow=True).text
    assert "报送 2 项 = 确认 1 + 取消 1 + 备案不公开 0 + 未决定 0" in page
    assert url("power", item.number) in page  # led to the step that abolishes the power


def decide(client, number: str, *entries: ClearingEntry, **said: str):
    return client.post(url("clearing_decide", number), {"entry": [row.pk for row in entries], **said}, follow=True)


def test_abolishing_in_a_round_leaves_the_power_until_the_office_takes_its_step(client, home, item):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home)
    reviewed(clearing, home)
    client.force_login(home.head)
    decide(client, clearing.number, entry, outcome="abolished", reason="已下放")
    item.refresh_from_db()
    assert item.status == "in_force"
    page = client.get(url("clearing_entry", clearing.number, entry.pk)).text
    assert f'value="{clearing.number} 已下放"' in page
    client.post(url("power_step", item.number, "abolish"), {"reason": "已下放"})
    assert "取消这项职权" not in client.get(url("clearing_entry", clearing.number, entry.pk)).text


def test_a_confirmed_proposal_leads_the_clerk_to_a_draft(client, home):
    clearing = closed(home, "新事项")
    entry = clearing.entries.get()
    client.force_login(home.clerk)
    assert "按它起草职权" in client.get(url("clearing_entry", clearing.number, entry.pk)).text
    answer = client.post(url("clearing_step", clearing.number, entry.pk, "draft"))
    entry.refresh_from_db()
    assert answer.url == url("version_edit", entry.item.number, 1)


def test_a_refused_decision_keeps_what_was_ticked_and_typed(client, home):
    clearing = opened(home)
    first, _second = handed_in(clearing, home, "甲", "乙")
    client.force_login(home.head)
    answer = decide(client, clearing.number, first, outcome="filed", reason="涉密", ground="条例第十四条")
    assert answer.status_code == 422
    assert "“甲”缺法制审核、保密审查、编制审核" in answer.text
    assert re.search(f'value="{first.pk}"[^>]* checked', answer.text)
    assert 'value="条例第十四条"' in answer.text
    nobody = decide(client, clearing.number, outcome="confirmed", reason="好")
    assert (nobody.status_code, "没有选中事项" in nobody.text) == (422, True)


def test_an_objection_without_words_and_a_foreign_review_are_refused(client, home):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "甲")
    client.force_login(reviewer("legal", home))
    said = {"kind": "legal", "view": "objects", "entry": [entry.pk]}
    assert "要写明意见" in client.post(url("clearing_review", clearing.number), said).text
    assert client.post(url("clearing_review", clearing.number), {**said, "view": ""}).status_code == 422
    assert client.post(url("clearing_review", clearing.number), {**said, "kind": "secrecy"}).status_code == 404
    assert client.post(url("clearing_decide", clearing.number), {"entry": [entry.pk]}).status_code == 404


def test_a_returned_entry_is_corrected_and_handed_in_again(client, home):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "甲")
    client.force_login(home.head)
    decide(client, clearing.number, entry, outcome="returned", reason="写明条款")
    client.force_login(home.clerk)
    page = client.get(url("clearing_entry", clearing.number, entry.pk)).text
    assert "退回理由：写明条款" in page
    said = {"name": "甲", "type": power_type().pk, "basis": "《公路法》第八条第二款", "proposal": "confirm"}
    client.post(url("clearing_edit", clearing.number, entry.pk), said)
    client.post(url("clearing_collect", clearing.number, "hand-in"))
    entry.refresh_from_db()
    assert (entry.status, entry.submission, entry.basis) == ("submitted", 2, "《公路法》第八条第二款")


def sheet(client, clearing: ClearingRound, **asked: str) -> list[tuple]:
    answer = client.get(url("clearing_xlsx", clearing.number), asked)
    return list(load_workbook(io.BytesIO(b"".join(answer))).worksheets[0].iter_rows(values_only=True))


def test_a_unit_hands_its_sheet_back_and_nothing_changes_but_what_it_changed(client, home, item):
    clearing = opened(home)
    client.force_login(home.clerk)
    client.post(url("clearing_collect", clearing.number, "prefill"))
    header, row = sheet(client, clearing, mine="1")
    rows = [(*row[:5], "已核对"), ("", "新事项", "行政许可", "《公路法》第八条", "", "")]
    file = {"file": filled(header, *rows), "not_secret": "on"}
    assert "导入了 2 行" in client.post(url("clearing_import", clearing.number), file, follow=True).text
    found = {entry.name: (entry.item, entry.note) for entry in clearing.entries.all()}
    assert found == {item.name: (item, "已核对"), "新事项": (None, "")}
    again = sheet(client, clearing, mine="1")
    client.post(url("clearing_import", clearing.number), {"file": filled(*again), "not_secret": "on"})
    assert sheet(client, clearing, mine="1") == again


BAD_ROWS = [
    (("130600XX-0001", "别人的", "行政许可", "", "", ""), "本单位没有编码为"),
    (("", "新事项", "行政魔法", "", "", ""), "没有“行政魔法”这个类别"),
    (("", "新事项", "行政许可", "", "保持", ""), "“保持”不认识"),
    (("", "新事项", "行政许可", "长" * 301, "", ""), "最多 300 个字"),
]


@pytest.mark.parametrize(("row", "why"), BAD_ROWS)
def test_a_sheet_with_one_bad_row_changes_nothing(client, home, row, why):
    clearing = opened(home)
    client.force_login(home.clerk)
    header = tuple(column.title for column in CLEARING_COLUMNS)
    good = ("", "好的事项", "行政许可", "《公路法》第八条", "", "")
    answer = client.post(
        url("clearing_import", clearing.number), {"file": filled(header, good, row), "not_secret": "on"}
    )
    assert (answer.status_code, why in answer.text) == (422, True)
    assert not clearing.entries.exists()


PAGES = ("clearing", "clearing_entries", "clearing_counts", "clearing_xlsx")


@pytest.mark.parametrize(
    ("who", "round_seen", "entry_seen"),
    [("clerk", True, True), ("head", True, False), ("legal", True, False), ("foreign", False, False)],
)
def test_who_sees_a_round_and_what_is_still_at_home(client, home, other, who, round_seen, entry_seen):
    clearing = opened(home)
    entry = proposed(clearing, home)
    people = {"clerk": home.clerk, "head": home.head, "legal": reviewer("legal", home), "foreign": other.clerk}
    client.force_login(people[who])
    found = {client.get(url(name, clearing.number)).status_code for name in PAGES}
    assert found == {200 if round_seen else 404}
    assert client.get(url("clearing_entry", clearing.number, entry.pk)).status_code == (200 if entry_seen else 404)


def test_only_the_office_opens_and_only_its_head_closes(client, home):
    clearing = opened(home)
    clerk = official("lgo", "lgo_clerk", of=home.head.unit)
    for person, opens, closes in ((home.clerk, 404, 404), (clerk, 200, 404), (home.head, 200, 422)):
        client.force_login(person)
        assert client.get(url("clearing_new")).status_code == opens
        assert client.post(url("clearing_close", clearing.number)).status_code == closes
    assert client.post(url("clearing_new"), {"name": ""}).status_code == 422


def test_the_result_of_a_closed_round_is_a_document(client, home):
    running = opened(house("130600SJ", "审计局"))
    clearing = closed(home, "新事项")
    client.force_login(home.head)
    for kind in ("docx", "pdf"):
        assert len(client.get(url("clearing_result", clearing.number, kind)).content) > 1000
        assert client.get(url("clearing_result", running.number, kind)).status_code == 404


@pytest.mark.parametrize("size", [2, 12])
def test_pages_take_the_same_few_queries_for_any_length(client, home: House, django_assert_max_num_queries, size):
    clearing = opened(home, *(house(f"1306{n:02d}XX", f"第{n}局") for n in range(size)))
    handed_in(clearing, home, *(f"第{n}项" for n in range(size)))
    reviewed(clearing, home)
    client.force_login(home.head)
    for name in ("clearing", "clearing_entries", "clearings"):
        args = [] if name == "clearings" else [clearing.number]
        with django_assert_max_num_queries(15):
            client.get(url(name, *args))


def test_a_power_published_while_the_round_runs_must_be_declared(client, home):
    clearing = opened(home)
    proposed(clearing, home)
    published(home, "后来的")
    client.force_login(home.clerk)
    answer = client.post(url("clearing_collect", clearing.number, "hand-in"))
    assert (answer.status_code, "没有列入（后来的）" in answer.text) == (422, True)


def test_each_finds_in_the_to_do_list_what_the_round_waits_for(client, home):
    clearing = opened(home)
    todo = reverse("workbench:todo")

    def waits(person) -> bool:
        client.force_login(person)
        return clearing.name in client.get(todo).text

    assert waits(home.clerk)
    handed_in(clearing, home, "甲")
    assert not waits(home.clerk)
    assert waits(reviewer("legal", home))
    assert not waits(home.head)
    reviewed(clearing, home)
    assert not waits(reviewer("legal", home))
    assert waits(home.head)
