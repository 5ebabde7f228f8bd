"""转来工单: a sheet in, all of it or none; the states out; tokens made by the head."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.casework.models import ApiToken
from mingjing.complaints import access
from mingjing.complaints.models import Complaint
from mingjing.core.seeing import SYSTEM, seeing

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE, IN = reverse("workbench:complaint_transfers"), reverse("workbench:complaint_transfers_in")
HEADER = "工单编号,转来时间,内容,行为\n"
ROWS = 'BD-1,2026-02-10 21:00,窗口要求另交图纸,CMP-4-3\nBD-2,2026/02/11 08:00,"两行\n内容",\n'


def sent(client, text, encoding="utf-8"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return client.post(IN, {"file": SimpleUploadedFile("工单.csv", data)})


def count() -> int:
    with seeing(SYSTEM):
        return Complaint.objects.count()


@pytest.mark.article("CMP-6-f")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_sheet_is_registered_and_sealed_from_whoever_sent_it(enter, centre, encoding):
    client = enter(centre.clerk)
    assert sent(client, HEADER + ROWS, encoding).status_code == 302
    assert count() == 2
    with access.shown_to(centre.clerk):
        assert not access.visible_to(centre.clerk).exists()
    page = enter(centre.second).get(PAGE)
    assert "BD-1" in page.text
    assert "no-store" in page["Cache-Control"]
    out = enter(centre.second).get(PAGE, {"export": "csv"}).content.decode("utf-8-sig")
    assert out.splitlines()[0].startswith("工单编号,登记编号,阶段")
    assert "BD-2,投〔2026〕0000" in out
    assert "图纸" not in out


@pytest.mark.article("CMP-6-f")
def test_importing_the_same_outside_number_twice_registers_it_once(enter, centre):
    client = enter(centre.clerk)
    sent(client, HEADER + ROWS)
    again = sent(client, HEADER + "BD-3,2026-02-11 08:00,新的,\nBD-1,2026-02-11 08:00,旧的,\n")
    assert (again.status_code, count()) == (422, 2)
    assert "第 3 行" in again.text
    assert "已经登记过" in again.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER + "BD-1,昨天,内容,\n", "第 2 行，转来时间"),
        (HEADER + "BD-1,2026-02-11 08:00,内容,CMP-9-9\n", "没有这种行为"),
        ("工单编号,内容\nBD-1,内容\n", "缺少列：转来时间"),
        ("工单编号,转来时间,内容,来电人\n", "不认识的列"),
        (HEADER, "1 到 100 件"),
        (b"\xff\xfe\x00\x81", "编码"),
    ],
)
def test_a_sheet_with_faults_registers_nothing_and_says_where(enter, centre, text, told):
    refused = sent(enter(centre.clerk), text)
    assert (refused.status_code, told in refused.text, count()) == (422, True, 0)


def test_no_cell_of_the_sheet_out_is_a_formula(enter, centre):
    sent(enter(centre.clerk), HEADER + "=1+1,2026-02-11 08:00,内容,\n")
    out = enter(centre.second).get(PAGE, {"export": "csv"}).content.decode()
    assert "'=1+1" in out


def test_the_head_makes_and_ends_tokens_and_clerks_do_not(enter, centre):
    made = reverse("workbench:complaint_token_new")
    said = {"unit": centre.accused.pk, "name": "热线系统"}
    assert enter(centre.clerk).post(made, said).status_code == 422
    page = enter(centre.head).post(made, said)
    assert "mj_" in page.text
    assert "mj_" not in enter(centre.head).get(PAGE).text
    end = reverse("workbench:complaint_token_end", args=[ApiToken.objects.get().pk])
    assert enter(centre.clerk).post(end).status_code == 404
    assert enter(centre.head).post(end).status_code == 302
    assert enter(centre.head).post(end).status_code == 422


def test_only_clerks_import_and_only_the_centre_sees(enter, centre):
    assert sent(enter(centre.head), HEADER + ROWS).status_code == 404
    assert enter(centre.accused_clerk).get(PAGE).status_code == 404


@pytest.mark.parametrize("name", ["transfers", "slips", "calls", "rota", "channels"])
def test_no_page_asks_more_for_more_rows(enter, centre, name, django_assert_max_num_queries):
    rows = "".join(f"BD-{n},2026-02-11 08:00,内容{n},\n" for n in range(12))
    sent(enter(centre.clerk), HEADER + rows)
    client = enter(centre.second)
    with django_assert_max_num_queries(15):
        assert client.get(reverse(f"workbench:complaint_{name}")).status_code == 200
