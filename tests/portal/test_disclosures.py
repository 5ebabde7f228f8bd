"""公开记录 on public pages: planned and actual, pictures, last update, and the notice that comes with the day."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingjing.disclosure.models import Picture
from mingjing.disclosure.services import planning, recording
from mingjing.disclosure.services.recording import Proof
from mingjing.portal import ageing, publication
from tests.catalogue.factories import AT, house
from tests.disclosure.factories import at, on, photo, plan, record
from tests.portal.factories import get

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("regulation", "media")]


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def home():
    return house()


@pytest.mark.article("ASM-5-3-2e")
def test_a_channel_with_its_photo_shows_in_the_powers_disclosure_record(client, power, home):
    seen = record(
        home, "2026-03-05", item=power.item, proofs=(Proof(photo(), "一楼公开栏，贴着许可流程图"),),
        said={"place": "一楼大厅", "note": "值班电话 0312-5066670"},
    )  # fmt: skip
    page = get(client, "power", power.item.number).text
    picture = Picture.objects.get(record=seen)
    assert "公开栏，一楼大厅" in page
    assert 'alt="一楼公开栏，贴着许可流程图"' in page
    assert f'src="/pictures/{picture.pk}"' in page
    answer = get(client, "picture", picture.pk)
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    assert "第 1 版在行政权力公开透明运行网公布" in page


@pytest.mark.article("ASM-5-3-4a")
def test_planned_and_actual_channels_stand_beside_each_other_with_the_reason(client, power, home):
    monthly = plan(home, item=power.item, cycle="month", channels=["board", "press"], why_there="司机不上网")
    record(home, "2026-03-05", plan=monthly, period=on("2026-03-01"), said={"channel": "broadcast"})
    page = get(client, "information", monthly.pk).text
    assert "公开栏、报刊" in page
    assert "广播、电视" in page
    assert "司机不上网" in page
    assert "2026年3月" in page
    assert monthly.get_absolute_url() in get(client, "power", power.item.number).text


def test_a_scan_is_a_link_and_a_picture_an_image(client, power, home):
    scan = SimpleUploadedFile("报纸.pdf", pdf(), content_type="application/pdf")
    record(home, "2026-03-05", item=power.item, proofs=(Proof(scan, "日报第三版"),), said={"channel": "press"})
    page = get(client, "power", power.item.number).text
    assert "日报第三版（PDF）" in page
    assert 'alt="日报第三版"' not in page


def pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as book:
        book.add_blank_page()
        book.save(out)
    return out.getvalue()


def test_what_was_disclosed_inside_is_shown_to_nobody(client, power, home):
    inside = record(
        home, "2026-03-05", item=power.item, proofs=(Proof(photo(), "内网截图"),),
        said={"scope": "internal", "reach": "persons", "title": "CANARY-INSIDE"},
    )  # fmt: skip
    secret = plan(home, "CANARY-PLAN", scope="internal", item=power.item)
    for page in (get(client, "power", power.item.number), get(client, "unit_disclosures", home.unit.code)):
        assert "CANARY" not in page.text
    assert get(client, "picture", Picture.objects.get(record=inside).pk).status_code == 404
    assert get(client, "information", secret.pk).status_code == 404


def test_a_corrected_record_and_its_picture_are_gone(client, power, home):
    wrong = record(home, "2026-03-05", item=power.item, proofs=(Proof(photo(), "贴错了"),))
    recording.void(wrong, reason="没有贴", by=home.clerk, at=at("2026-03-06"))
    assert "贴错了" not in get(client, "power", power.item.number).text
    assert get(client, "picture", Picture.objects.get(record=wrong).pk).status_code == 404


def test_personal_data_is_masked(client, power, home):
    record(home, "2026-03-05", item=power.item, said={"title": "公示张三 0312-5066670"})
    for name, key in (("power", power.item.number), ("unit_disclosures", home.unit.code)):
        text = get(client, name, key).text
        assert "公示张三" in text
        assert "0312-5066670" not in text


def test_stages_and_an_end_are_told(client, home):
    works = plan(home, "道路改造", kind="staged")
    stage = planning.add_stage(works, name="招标", ends_on=on("2026-04-30"), by=home.clerk, at=AT)
    assert "计划 2026-04-30 结束" in get(client, "information", works.pk).text
    planning.close_stage(stage, on=on("2026-04-20"), by=home.clerk, at=at("2026-04-20"))
    planning.end(works, reason="工程完工", on=on("2026-04-21"), by=home.clerk, at=at("2026-04-21"))
    page = get(client, "information", works.pk).text
    assert "2026-04-20 结束" in page
    assert "工程完工" in page


NOTICE = "这一页可能已经过时"


@pytest.fixture
def published_pages(power, home, public_dir, time_machine):
    monthly = plan(home, "月报", item=power.item, cycle="month", made="2026-03-02", starts_on=on("2026-03-02"))
    time_machine.move_to(at("2026-03-03"), tick=False)
    publication.rebuild()
    ageing.refresh(today=on("2026-03-03"))
    return monthly


def file_of(thing) -> str:
    return publication.file_of(thing.get_absolute_url()).read_text()


@pytest.mark.article("ASM-5-3-4b")
def test_the_notice_comes_to_the_published_page_on_the_day_and_goes_with_the_update(
    published_pages, power, home, time_machine
):
    monthly, item = published_pages, power.item
    assert "最近更新或核对：2026-03-02" in file_of(item)
    time_machine.move_to(at("2026-04-02"), tick=False)
    assert ageing.refresh(today=on("2026-04-02")) == 0
    assert NOTICE not in file_of(item)
    time_machine.move_to(at("2026-04-03"), tick=False)
    assert ageing.refresh(today=on("2026-04-03")) == 2
    assert NOTICE in file_of(item)
    assert NOTICE in file_of(monthly)
    assert ageing.refresh(today=on("2026-04-03")) == 0
    record(home, "2026-04-03", plan=monthly, period=on("2026-04-01"))
    assert ageing.refresh(today=on("2026-04-03")) == 2
    assert NOTICE not in file_of(item)
    assert "最近更新或核对：2026-04-03" in file_of(monthly)


def test_a_page_that_somebody_checked_is_fresh_again(published_pages, power, home, time_machine):
    time_machine.move_to(at("2026-04-03"), tick=False)
    ageing.refresh(today=on("2026-04-03"))
    recording.confirm(unit=home.unit, items=[power.item], by=home.clerk, on=on("2026-04-03"), at=at("2026-04-03"))
    assert ageing.refresh(today=on("2026-04-03")) == 1
    assert NOTICE not in file_of(power.item)


def test_a_power_without_a_cycle_of_its_own_has_a_year(client, power, home, time_machine):
    time_machine.move_to(at("2027-03-02"), tick=False)
    assert NOTICE not in get(client, "power", power.item.number).text
    time_machine.move_to(at("2027-03-03"), tick=False)
    assert NOTICE in get(client, "power", power.item.number).text
    assert NOTICE in get(client, "unit", home.unit.code).text


def test_pages_cost_the_same_for_many_records(client, power, home, django_assert_max_num_queries):
    for n in range(6):
        record(home, "2026-03-05", plan=plan(home, f"事项{n}", item=power.item), proofs=(Proof(photo(), "照片"),))
    with django_assert_max_num_queries(15):
        get(client, "power", power.item.number)
    with django_assert_max_num_queries(15):
        get(client, "unit_disclosures", home.unit.code)
    with django_assert_max_num_queries(15):
        get(client, "unit", home.unit.code)
