"""A matter's page, its form and its verdict: what a citizen reads, and what anyone can replay."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from mingjing.catalogue import services
from mingjing.procedure import Chart, Judge
from tests.catalogue.factories import AT, DAY, STEPS, amended, bring, draft, house
from tests.portal.factories import NOW, get, happen, walk

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


SHAPE = '<li class="(?:done|added|skipped|now|next)'


def line(text: str, name: str) -> str:
    """The timeline's entry of one step."""
    entries = re.findall(f"{SHAPE}.*?(?={SHAPE}|<h2>)", text, re.S)
    return next(entry for entry in entries if f"<b>{name}</b>" in entry)


@pytest.mark.article("ACC-5-3")
def test_a_matter_by_the_book_says_so_step_by_step(client, power):
    text = get(client, "matter", walk(power, "1", *STEPS).pk).text
    assert "按图、按时办结" in text
    assert "按公布的流程图办理" in text
    for name in STEPS:
        assert 'class="done"' in line(text, name)
        assert "许可科科员" in line(text, name)


@pytest.mark.article("ACC-7-2a")
def test_an_added_step_is_named_in_words_with_its_article(client, power):
    text = get(client, "matter", walk(power, "1", "受理", "请示", "审查", "决定").pk).text
    assert "多了 1 步" in text
    entry = line(text, "请示")
    assert 'class="added"' in entry
    assert "流程图没有这一步" in entry
    assert "ACC-7-2a" in entry


def test_a_skipped_step_is_named_in_words(client, power):
    text = get(client, "matter", walk(power, "1", "受理", "决定").pk).text
    assert "缺了 1 步" in text
    assert "缺这一步" in line(text, "审查")
    assert 'class="skipped"' in line(text, "审查")


@pytest.mark.article("ACC-7-2c")
def test_a_late_step_says_by_how_much_and_why_that_day(client, power):
    text = get(client, "matter", walk(power, "1", *STEPS, every=5).pk).text
    entry = line(text, "审查")
    assert 'class="done late"' in entry
    assert "超时 1 个工作日" in entry  # Tuesday to Sunday, three working days of two
    assert "为什么是 2026-03-05" in entry
    assert re.search(r"03-04 星期三：<b>计入</b>，工作日", entry)


@pytest.mark.article("ACC-7-2c")
def test_what_runs_has_its_last_day_and_what_may_come_is_named(client, power):
    today = timezone.localdate()
    type(power).objects.update(published_at=timezone.now() - 30 * DAY)
    matter = happen(power, "1", ("受理", timezone.now() - HOUR), now=timezone.now())
    text = get(client, "matter", matter.pk).text
    due = matter.steps.get(name="审查").due_on
    assert due > today
    assert 'class="now"' in line(text, "审查")
    assert f"应在 {due:%Y-%m-%d} 前" in line(text, "审查")
    assert "到今天为止按图、按时" in text
    assert 'class="next"' in line(text, "决定")


def test_what_should_have_been_done_by_now_says_so(client, power):
    text = get(client, "matter", happen(power, "1", ("受理", AT + DAY)).pk).text
    assert 'class="now late"' in line(text, "审查")
    assert "已超过期限" in line(text, "审查")


@pytest.mark.article("ACC-7-2b")
def test_a_demand_that_is_not_on_the_list_stands_where_it_was_made(client, power):
    matter = happen(power, "1", ("受理", AT + DAY), ("再交一份", AT + 2 * DAY, "condition"), ("审查", AT + 3 * DAY))
    text = get(client, "matter", matter.pk).text
    assert "清单以外的要求" in line(text, "再交一份")
    assert text.index("<b>受理</b>") < text.index("<b>再交一份</b>") < text.index("<b>审查</b>")


@pytest.mark.article("ACC-7-2c")
def test_a_special_procedure_is_listed_and_its_days_do_not_count(client, db):
    home = house()
    version = draft(home)
    services.add_special_procedure(
        version,
        by=home.clerk,
        at=AT,
        name="听证",
        ground="行政许可法第四十六条",
        starts_with="听证开始",
        ends_with="听证结束",
    )  # fmt: skip
    version = bring(version, home, "published")
    matter = happen(
        version, "1", ("受理", AT + DAY), ("听证开始", AT + DAY), ("听证结束", AT + 8 * DAY), ("审查", AT + 9 * DAY),
        ("决定", AT + 9 * DAY),
    )  # fmt: skip
    text = get(client, "matter", matter.pk).text
    stops = text.split('id="stops"')[1].split("</table>")[0]
    for said in ("听证", "行政许可法第四十六条", "2026-03-03", "2026-03-10"):
        assert said in stops
    assert "中止：听证" in text
    assert "按图、按时办结" in text


def test_a_matter_is_held_to_the_version_in_force_when_it_opened(client, power):
    matter = walk(power, "1", *STEPS)
    amended(power, house(), at=NOW, promised_length=5)
    text = get(client, "matter", matter.pk).text
    assert f"/powers/{power.item.number}/1/#chart" in text


def test_an_unknown_matter_is_not_found(client, db):
    assert client.get("/matters/00000000-0000-7000-8000-000000000000/").status_code == 404
    assert client.get("/matters/1/").status_code == 404


@pytest.mark.parametrize("name", ["matter", "matter_form", "verdict"])
@pytest.mark.parametrize("steps", [1, 3, 9])
def test_few_queries_whatever_the_number_of_steps(client, power, django_assert_num_queries, name, steps):
    matter = happen(power, "1", *((f"{n}", AT + DAY + n * HOUR) for n in range(steps)))
    with django_assert_num_queries(2 if name == "verdict" else 3):
        get(client, name, matter.pk)


@pytest.mark.parametrize("name", ["matter", "matter_form", "verdict"])
def test_a_browser_need_not_fetch_the_same_page_twice(client, power, name):
    matter = walk(power, "1", *STEPS)
    first = get(client, name, matter.pk)
    assert first["Cache-Control"] == "public, max-age=60"
    address = first.wsgi_request.path
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(address, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    happen(power, "2", *((step, AT + DAY) for step in STEPS))
    type(matter).objects.update(added=["另一步"], cost=1)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_form_lists_each_step_and_room_to_sign(client, power):
    text = get(client, "matter_form", walk(power, "1", "受理", "请示", "决定").pk).text
    assert "重要行政权力动态运行情况登记表" in text
    for said in ("受理", "请示", "审查", "决定", "许可科科员", "2 个工作日", "流程图没有这一步", "缺这一步"):
        assert said in text
    assert text.count("（签字）") == 2


def test_the_verdict_can_be_replayed_on_the_chart_by_anybody(client, power):
    matter = walk(power, "1", "受理", "请示", "决定")
    found = get(client, "verdict", matter.pk).json()
    assert found["moves"] == [["matched", "受理"], ["added", "请示"], ["skipped", "审查"], ["matched", "决定"]]
    assert [name for kind, name in found["moves"] if kind != "skipped"] == found["activities"]
    chart = Chart.read(client.get(found["chart"]).content)
    assert Judge(chart).judge(found["activities"], finished=True).cost == found["cost"] == 2
    assert Judge(chart).judge([name for kind, name in found["moves"] if kind != "added"], finished=True).fits


def test_a_matter_that_could_not_be_judged_says_why(client, power):
    matter = walk(power, "1", *STEPS)
    type(matter).objects.update(decided=False, undecided_why="步骤太多", cost=None)
    matter.steps.all().delete()
    assert "步骤太多。" in get(client, "matter", matter.pk).text


def test_a_matter_without_times_is_shown_without_dates(client, power):
    matter = happen(power, "1", *((name, None) for name in STEPS))
    assert "<time" not in line(get(client, "matter", matter.pk).text, "审查")


def test_notes_of_the_unit_are_never_public(client, power):
    matter = happen(power, "1", ("受理", AT + DAY, "step", "CANARY"))
    for name in ("matter", "matter_form", "verdict"):
        assert "CANARY" not in get(client, name, matter.pk).text
