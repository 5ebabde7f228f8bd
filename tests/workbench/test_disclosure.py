"""The disclosure room as a clerk and the office use it: plan, record by phone, correct, check, answer."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.disclosure.models import Disclosure, OwnLink, Picture, Plan
from mingjing.disclosure.services import planning, reporting
from tests.catalogue.factories import AT, DAY, house, official, published, unit
from tests.disclosure.factories import at, occasion, on, photo, plan, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulation", "today")]


@pytest.fixture
def today(time_machine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(at("2026-03-18"), tick=False)


@pytest.fixture
def home():
    return house()


@pytest.fixture
def office(home):
    return official("lgo", "lgo_clerk", of=unit("130600LGO"))


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def rows(answer) -> list[tuple]:
    return list(load_workbook(io.BytesIO(answer.content)).worksheets[0].values)


PLAN = {
    "title": "行政许可结果", "kind": "regular", "cycle": "month", "cycle_month": 1, "cycle_day": 10, "rest": "next",
    "within_unit": "working_days", "scope": "society", "affected": "city", "channels": ["board", "press"],
    "why_there": "司机到窗口办事", "starts_on": "2026-01-01",
}  # fmt: skip
RECORD = {
    "title": "三月结果", "channel": "board", "place": "一楼大厅", "scope": "society", "reach": "city",
    "published_on": "2026-03-18",
}  # fmt: skip


@pytest.mark.article("ASM-5-3-3a", "ASM-5-3-4a")
def test_a_clerk_plans_a_monthly_item_and_the_missing_months_are_listed(enter, home):
    client = enter(home.clerk)
    answer = client.post(url("plan_new"), PLAN)
    made = Plan.objects.get()
    assert answer.url == url("plan", made.pk)
    page = client.get(answer.url).text
    assert "公开栏、报刊" in page
    assert "2026年2月" in page
    assert sum(f"2026年{n}月" in page for n in range(1, 13)) == 12
    listed = client.get(url("dues")).text
    assert "已逾期 3 项" in listed
    assert "2026年4月" in listed
    assert "公开：行政许可结果 2026年3月" in client.get(url("todo")).text


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"cycle": ""}, "定期公开要选周期"),
        ({"cycle_month": 2}, "超出了周期的月数"),
        ({"cycle_day": 32}, "32"),
        ({"channels": []}, "error"),
        ({"scope": "group"}, "要写明是哪个群体"),
        ({"starts_on": "yesterday"}, "error"),
        ({"title": ""}, "error"),
    ],
)
def test_a_plan_that_makes_no_sense_is_kept_in_the_form_with_the_reason(enter, home, said, field):
    answer = enter(home.clerk).post(url("plan_new"), {**PLAN, **said})
    assert answer.status_code == 422
    assert field in answer.text
    assert "司机到窗口办事" in answer.text
    assert not Plan.objects.exists()


def test_a_plan_is_changed_and_ended_with_a_reason(enter, home):
    client, made = enter(home.clerk), plan(home, cycle="month", cycle_day=10)
    answer = client.post(url("plan_edit", made.pk), {**PLAN, "kind": "ad_hoc", "cycle_day": 15, "scope": "society"})
    made.refresh_from_db()
    assert (answer.status_code, made.cycle_day, made.kind) == (302, 15, "regular")
    assert client.post(url("plan_end", made.pk), {"on": "2026-03-18", "reason": " "}).status_code == 422
    client.post(url("plan_end", made.pk), {"on": "2026-03-18", "reason": "事项取消"})
    made.refresh_from_db()
    assert (made.ends_on, made.why_ended) == (on("2026-03-18"), "事项取消")
    assert client.post(url("plan_edit", made.pk), PLAN).status_code == 422


@pytest.mark.article("ASM-5-3-3b")
def test_closing_a_stage_without_disclosure_warns_on_the_page_and_lists_it(enter, home):
    client, works = enter(home.clerk), plan(home, "道路改造", kind="staged")
    client.post(url("stage_add", works.pk), {"name": "招标", "ends_on": "2026-03-31"})
    stage = works.stages.get()
    page = client.post(url("stage_close", works.pk, stage.pk), {"on": "2026-03-16"}, follow=True).text
    assert "没有公开记录，已列入缺口" in page
    assert "“道路改造”招标已经结束，没有公开" in client.get(url("checks"), {"article": "ASM-5-3-3b"}).text
    assert client.post(url("stage_close", works.pk, stage.pk), {"on": "2026-03-17"}).status_code == 422


@pytest.mark.article("ASM-5-3-3c")
def test_an_event_today_is_due_on_the_next_working_day(enter, home):
    client, made = enter(home.clerk), plan(home, "封路")
    client.post(url("occasion_add", made.pk), {"kind": "event", "what": "大桥抢修", "happened_on": "2026-03-18"})
    page = client.get(url("plan", made.pk)).text
    assert "2026-03-19" in page
    assert "大桥抢修" in client.get(url("dues")).text
    late = {"kind": "event", "what": "x", "happened_on": "2026-03-19"}
    assert "还没有到" in client.post(url("occasion_add", made.pk), late).text


@pytest.mark.article("ASM-5-3-2e")
def test_a_disclosure_is_recorded_with_a_photo_from_a_phone(enter, home):
    client, made = enter(home.clerk), plan(home, cycle="month", cycle_day=10)
    form = client.get(url("disclose"), {"plan": made.pk, "turn": "2026-03-01"}).text
    assert 'capture="environment"' in form
    said = {**RECORD, "turn": "2026-03-01", "photo": photo("IMG_1.png"), "alt": "一楼公开栏"}
    answer = client.post(f"{url('disclose')}?plan={made.pk}", said, follow=True)
    row = Disclosure.objects.get()
    assert (row.period, row.due_on, row.days_late) == (on("2026-03-01"), on("2026-03-10"), 8)
    assert "比最后一日 2026-03-10 晚 8 天" in answer.text
    picture = Picture.objects.get()
    assert picture.alt == "一楼公开栏"
    shown = client.get(url("disclosure_picture", picture.pk))
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")


def test_a_record_of_a_power_without_a_plan(enter, home):
    client, item = enter(home.clerk), published(home).item
    client.post(f"{url('disclose')}?item={item.number}", {**RECORD, "formed_on": "2026-02-11"})
    assert Disclosure.objects.get().late_basis == "ACC-6-1c"
    assert "迟 1 天" in client.get(url("checks"), {"article": "ACC-6-1c"}).text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"published_on": "2026-03-19"}, "还没有到"),
        ({"channel": "portal"}, "要填网址"),
        ({"photo": True}, "看不见图的人要靠它"),
        ({"scope": "group"}, "要写明是哪个群体"),
        ({"formed_on": "2026-03-20"}, "不能晚于公开日期"),
        ({"turn": "2026-03-02"}, "error"),
        ({"address": "javascript:alert(1)"}, "error"),
        ({"scans": "fake"}, "内容和扩展名不符"),
    ],
)
def test_a_record_that_makes_no_sense_is_kept_in_the_form_with_the_reason(enter, home, said, told):
    client, made = enter(home.clerk), plan(home, cycle="month", cycle_day=10)
    said = {"turn": "2026-03-01", **said}
    if said.get("photo"):
        said["photo"] = photo()
    if said.get("scans"):
        said |= {"scans": SimpleUploadedFile("a.pdf", b"MZ not a pdf"), "alt": "报纸"}
    answer = client.post(f"{url('disclose')}?plan={made.pk}", {**RECORD, **said})
    assert answer.status_code == 422
    assert told in answer.text
    assert "一楼大厅" in answer.text
    assert not Disclosure.objects.exists()


def test_a_wrong_record_is_corrected_and_voided_but_never_changed(enter, home):
    client, item = enter(home.clerk), published(home).item
    client.post(f"{url('disclose')}?item={item.number}", {**RECORD, "photo": photo(), "alt": "公开栏"})
    wrong = Disclosure.objects.get()
    client.post(url("disclosure_correct", wrong.pk), {**RECORD, "place": "二楼"})
    right = Disclosure.objects.exclude(pk=wrong.pk).get()
    assert (right.corrects, right.place, right.pictures.count()) == (wrong, "二楼", 1)
    assert "已经更正" in client.get(url("disclosure", wrong.pk)).text
    assert client.post(url("disclosure_correct", wrong.pk), RECORD).status_code == 422
    client.post(url("disclosure_void", right.pk), {"reason": " "})
    assert Disclosure.objects.count() == 2
    client.post(url("disclosure_void", right.pk), {"reason": "没有贴过"})
    assert Disclosure.objects.filter(void=True).count() == 1
    assert [row[-1] for row in rows(client.get(url("disclosures_xlsx")))[1:]].count("已更正") == 2


@pytest.mark.article("ACC-6-1b", "ACC-6-3")
def test_the_office_sees_mismatches_and_says_which_matter(enter, home, office):
    seen = record(
        home, "2026-03-16", plan=plan(home, affected="county"), said={"scope": "internal", "reach": "village"}
    )  # fmt: skip
    client = enter(office)
    page = client.get(url("checks")).text
    assert "计划公开范围“全社会”，实际“内部”" in page
    assert "涉及“全县（市、区）”" in page
    client.post(url("disclosure_mark", seen.pk), {"matters": "no", "reason": ""})
    assert "计划公开范围" in client.get(url("checks")).text
    client.post(url("disclosure_mark", seen.pk), {"matters": "no", "reason": "只涉及内部管理"})
    assert "计划公开范围" not in client.get(url("checks")).text


@pytest.mark.article("ASM-5-3-4b")
def test_an_old_page_is_listed_and_confirmed_by_its_clerk(enter, home, time_machine):
    item = published(home).item
    time_machine.move_to(at("2027-03-03"), tick=False)
    client = enter(home.clerk)
    assert item.get_absolute_url() in client.get(url("stale_pages")).text
    assert "请先勾选" in client.post(url("confirm_pages"), {}, follow=True).text
    theirs = published(house("130600SJ", "审计局"), "审计").item.get_absolute_url()
    page = client.post(url("confirm_pages"), {"page": [item.get_absolute_url(), theirs]}, follow=True).text
    assert "已核对 1 页" in page
    assert item.get_absolute_url() not in client.get(url("stale_pages")).text


def test_a_clerk_enters_a_link_and_withdraws_it(enter, home):
    client, item = enter(home.clerk), published(home).item
    assert "还没有登记门户网站" in client.post(url("links"), {"url": "https://jt.example/1"}).text
    type(home.unit).objects.update(portal_url="https://jt.example")
    client.post(url("links"), {"url": "https://jt.example/1", "item": item.number})
    link = OwnLink.objects.get()
    again = client.post(url("links"), {"url": "https://jt.example/2", "item": item.number})
    assert (again.status_code, "已经登记了门户链接" in again.text) == (422, True)
    client.post(url("link_withdraw", link.pk))
    assert "https://jt.example/1" not in client.get(url("links")).text


@pytest.mark.article("ASM-5-3-4c")
def test_a_report_waits_for_the_clerk_and_is_answered(enter, home):
    item = published(home).item
    said = {"kind": "error", "text": "电话 13812345678 打不通", "unit": home.unit, "item": item}
    report = reporting.receive(item.get_absolute_url(), **said, at=AT)
    client = enter(home.clerk)
    assert url("report", report.pk) in client.get(url("todo")).text
    assert "13812345678" not in client.get(url("reports")).text
    assert client.post(url("report", report.pk), {"step": "answer", "words": " "}).status_code == 422
    client.post(url("report", report.pk), {"step": "answer", "words": "已改"})
    report.refresh_from_db()
    assert (report.status, report.answer, report.answered_by) == ("answered", "已改", home.clerk)
    assert client.post(url("report", report.pk), {"step": "answer", "words": "再改"}).status_code == 404
    assert report.number not in str(rows(client.get(url("reports_xlsx"))))


@pytest.mark.parametrize("name", ["plans", "dues", "disclosures", "checks", "stale_pages", "links", "reports", "votes"])
def test_a_filter_that_makes_no_sense_says_so(enter, home, name):
    assert enter(home.clerk).get(url(name), {"unit": "no such"}).status_code == 422


def test_lists_and_sheets_cost_the_same_for_many(enter, home, office, django_assert_max_num_queries):
    for n in range(4):
        item = published(home, f"职权{n}").item
        monthly = plan(home, f"每月{n}", item=item, cycle="month", cycle_day=10)
        record(home, "2026-01-12", plan=monthly, period=on("2026-01-01"), said={"reach": "village"})
        occasion(plan(home, f"随时{n}"), home, "2026-02-11")
        works = plan(home, f"逐段{n}", kind="staged")
        planning.add_stage(works, name="招标", ends_on=on("2026-02-02"), by=home.clerk, at=AT)
        reporting.receive("/", kind="error", text="…", unit=home.unit, at=AT + n * DAY)
        reporting.vote(f"/{n}", "helpful", unit=home.unit)
    names = ("plans", "dues", "disclosures", "checks", "stale_pages", "links", "reports", "votes", "channels")
    for person in (home.clerk, office):
        client = enter(person)
        for name in names:
            with django_assert_max_num_queries(15, info=name):
                assert client.get(url(name)).status_code == 200
            sheet = {"stale_pages": "stale_xlsx"}.get(name, f"{name}_xlsx")
            with django_assert_max_num_queries(15, info=sheet):
                assert len(rows(client.get(url(sheet)))) >= 1
    with django_assert_max_num_queries(15):
        client.get(url("plan", Plan.objects.filter(kind="regular").first().pk))
