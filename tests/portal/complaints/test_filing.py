"""投诉举报 by web: three kinds of people, with a name or without, and a receipt for each."""

import pytest

from mingjing.complaints import access
from mingjing.complaints.enums import RealName
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import lookup
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.sealing.services import routing
from tests.catalogue.factories import unit
from tests.portal.complaints.forms import FORM, TEXT, blank, code_of, send, words_of

pytestmark = pytest.mark.django_db(databases="__all__")
NAMED = {"named": "named", "name": "陈秀兰", "phone": "13912345678"}


def opened(answer):
    """The complaint of a receipt, what it says and how it was routed."""
    with lookup.holding(code_of(answer)) as held:
        (complaint,) = held.complaints
        (paper,) = opening.read(complaint, held.keys[complaint.pk])
        return complaint, paper, routing.opened(complaint.routing, about=complaint.pk)


@pytest.mark.article("CMP-4-0")
@pytest.mark.parametrize(
    ("said", "told", "real_name"),
    [
        ({}, "您（公民）", RealName.ANONYMOUS),
        (NAMED, "您（公民）", RealName.CLAIMED),
        ({**NAMED, "complainant": "company", "organisation": "保定某物流有限公司"}, "您（法人）", RealName.CLAIMED),
        ({"complainant": "organisation"}, "您（其他组织）", RealName.ANONYMOUS),
    ],
)
def test_anybody_files_without_an_account_and_takes_a_receipt(client, centre, said, told, real_name):
    answer = send(client, **said)
    assert answer.status_code == 200, answer.text
    complaint, paper, _route = opened(answer)
    assert told in answer.text
    assert complaint.number in answer.text
    assert (paper.text, complaint.real_name, complaint.channel) == (TEXT, real_name, "web")
    assert list(client.cookies) == ["csrftoken"]
    for word in ("陈秀兰", "13912345678", "物流", "窗口"):
        assert word not in words_of(answer)


@pytest.mark.article("GAP-05")
def test_the_receipt_says_what_comes_and_is_kept_by_nobody(client, centre):
    answer = send(client, **NAMED)
    assert "no-store" in answer["Cache-Control"]
    assert "丢了找不回来" in answer.text
    assert 'src="data:image/svg+xml' in answer.text
    assert 'href="data:application/json;base64,' in answer.text
    for limit in ("GAP-21", "CMP-7-3", "CMP-7-5"):
        assert f"#{limit}" in answer.text
    assert code_of(answer) not in str(answer.headers)
    anonymous = send(client)
    assert "#CMP-7-5" not in anonymous.text


@pytest.mark.article("CMP-2-a", "CMP-4-9")
def test_nobody_need_be_named_and_no_act_known(client, centre):
    complaint, paper, route = opened(send(client))
    assert (route["unit"], route["act"], paper.said["persons"]) == (None, "", "")
    complaint, _paper, route = opened(send(client, act="CMP-4-9", persons=f"窗口的{centre.second.name}"))
    assert route["first_act"] == "CMP-4-9"
    with access.shown_to(centre.second):
        assert not access.visible_to(centre.second).filter(pk=complaint.pk).exists()


@pytest.mark.article("CMP-2-b")
def test_a_water_company_can_be_chosen(client, centre):
    company = unit("130600GS", name="供水总公司", nature="public", sector="供水")
    text = client.get(FORM).text
    assert text.index('<optgroup label="公共企事业单位">') < text.index("供水总公司")
    _complaint, _paper, route = opened(send(client, unit=company.code))
    assert route["unit"] == str(company.pk)


@pytest.mark.article("CMP-4-2b")
def test_false_disclosure_is_an_act_of_its_own(client, centre):
    text = client.get(FORM).text
    assert text.count('value="CMP-4-') == 14
    assert opened(send(client, act="CMP-4-2b"))[2]["act"] == "CMP-4-2b"


@pytest.mark.article("CMP-6-f")
def test_the_same_form_sent_again_is_the_same_complaint(client, centre):
    sheet = {**blank(client), "text": TEXT}
    one, two = client.post(FORM, sheet), client.post(FORM, {**sheet, "text": "改过的"})
    assert code_of(one) == code_of(two)
    assert "只登记一件" in two.text
    with seeing(SYSTEM):
        assert Complaint.objects.count() == 1


def test_a_name_typed_but_not_given_is_not_kept(client, centre):
    complaint, _paper, _route = opened(send(client, name="陈秀兰", phone="13912345678"))
    assert complaint.identity is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"text": " "}, "第 1 步有要改"),
        ({"happened_on": "2199-01-01"}, "今天以后"),
        ({"act": "CMP-4-99"}, "第 1 步有要改"),
        ({"unit": "nowhere"}, "第 2 步有要改"),
        ({"named": "named"}, "请填姓名"),
        ({"named": "named", "name": "甲", "complainant": "company"}, "请填单位名称"),
        ({"form": "AAAA"}, "24 小时"),
        ({"form": "中"}, "24 小时"),
    ],
)
def test_what_cannot_be_filed_comes_back_as_it_was_typed(client, centre, said, told):
    answer = send(client, **{"persons": "窗口三号", **said})
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="窗口三号"' in answer.text
    with seeing(SYSTEM):
        assert not Complaint.objects.exists()


def test_a_form_cut_off_on_its_way_is_not_filed(client, centre):
    sheet = {**blank(client), "text": TEXT}
    del sheet["end"]
    answer = client.post(FORM, sheet)
    assert (answer.status_code, "没有收全" in answer.text, TEXT in answer.text) == (422, True, True)


def test_names_wait_for_the_custodians(client, regulation):
    assert "身份保管人还没有到位" in client.get(FORM).text
