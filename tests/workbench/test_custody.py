"""启封 through the pages: two custodians fetch, peel and bring back; nobody else finds the way."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.sealing import access
from mingjing.sealing.enums import OpeningStatus
from mingjing.sealing.models import Custodian, Opening
from mingjing.sealing.services import devices, openings
from tests.catalogue.factories import AT, official, unit
from tests.sealing.factories import Willing, asked, case, handler, keepers, opened

pytestmark = pytest.mark.django_db(databases="__all__")
DESK, ASKED = reverse("workbench:custody"), reverse("workbench:openings")


@pytest.fixture
def three():
    return keepers()


@pytest.fixture
def who():
    return handler()


def url(opening: Opening, what: str = "job") -> str:
    return reverse(f"workbench:custody_{what}", args=[opening.pk])


def fetched(client, opening, keeper, second=None):
    client.force_login(keeper.official)
    return client.post(url(opening, "file"), {"second": second.seat.pk} if second else {})


def brought(client, opening, keeper, file: bytes):
    client.force_login(keeper.official)
    return client.post(url(opening, "bring"), {"file": SimpleUploadedFile("peeled.json", file)})


@pytest.mark.article("CMP-3-b")
def test_two_custodians_open_through_their_desks_and_the_requester_reads(client, three, who):
    person, unlocked = who
    pk, keys = case()
    opening = asked(pk, person, "content", "handler")
    client.force_login(three[0].official)
    assert opening.number in client.get(DESK).text
    assert person.name in client.get(url(opening)).text
    file = fetched(client, opening, three[0], three[2])
    assert file["Content-Disposition"] == f'attachment; filename="opening-{opening.number[-5:]}-1.json"'
    device = Willing(unlocked.fingerprint[:8])
    answer = brought(client, opening, three[0], devices.peel(file.content, three[0].identity, device))
    assert answer.status_code == 302
    assert "等您拆封的" in client.get(DESK).text
    client.force_login(three[2].official)
    assert "第二层" in client.get(url(opening)).text
    file = fetched(client, opening, three[2])
    brought(client, opening, three[2], devices.peel(file.content, three[2].identity, device))
    opening.refresh_from_db()
    assert opening.status == OpeningStatus.OPEN
    assert openings.key_for(opening, unlocked, at=opening.opened_at) == keys["content"]
    steps = list(Entry.objects.filter(case_id=opening.pk).order_by("seq").values_list("step", flat=True))
    assert steps == ["申请启封", "领取拆封文件", "拆第一层", "领取拆封文件", "拆第二层", "查看启封内容"]
    assert opening.number in client.get(DESK).text
    client.force_login(person)
    assert "已启封" in client.get(ASKED).text


@pytest.mark.article("CMP-3-b")
@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CUSTODIAN])
def test_nobody_but_a_custodian_finds_the_desk_and_administrators_see_nothing(client, three, who, role):
    opening = asked(case()[0], who[0])
    client.force_login(official(f"one-{role}", role, of=unit()))
    assert client.get(DESK).status_code == 404
    assert client.get(url(opening)).status_code == 404
    for what in ("file", "bring", "refuse"):
        assert client.post(url(opening, what)).status_code == 404
    assert client.post(reverse("workbench:opening_withdraw", args=[opening.pk])).status_code == 404
    may = role in access.MAY_ASK
    page = client.get(ASKED)
    assert page.status_code == (200 if may else 404)
    assert opening.number not in page.text
    rail = client.get(reverse("workbench:todo")).text
    assert (DESK in rail, ASKED in rail) == (False, may)


def test_the_third_custodian_finds_no_job_that_is_not_theirs(client, three, who):
    opening = asked(case()[0], who[0])
    client.force_login(three[2].official)
    page = client.get(DESK).text
    assert "没有等您拆封的" in page
    assert client.get(url(opening)).status_code == 404
    Custodian.objects.filter(pk=three[0].seat.pk).update(until_at=AT)
    client.force_login(three[0].official)
    assert "没有席位" in client.get(DESK).text
    assert client.get(url(opening)).status_code == 404


@pytest.mark.parametrize(
    ("file", "told"), [(b"hello", "不是拆封后的文件"), (b"x" * 70_000, "文件太大"), (b"", "空"), (None, "必填")]
)
def test_a_wrong_file_is_said_at_the_field_and_moves_nothing(client, three, who, file, told):
    opening = asked(case()[0], who[0])
    client.force_login(three[0].official)
    said = {} if file is None else {"file": SimpleUploadedFile("a.json", file)}
    answer = client.post(url(opening, "bring"), said)
    assert (answer.status_code, told in answer.text) == (422, True)
    opening.refresh_from_db()
    assert opening.status == OpeningStatus.REQUESTED


def test_a_first_layer_needs_a_second_custodian_named(client, three, who):
    answer = fetched(client, asked(case()[0], who[0]), three[0])
    assert (answer.status_code, "席位靠前的先拆" in answer.text) == (422, True)


def test_a_custodian_refuses_with_a_reason_and_the_requester_reads_it(client, three, who):
    opening = asked(case()[0], who[0])
    client.force_login(three[0].official)
    assert client.post(url(opening, "refuse"), {"code": ""}).status_code == 422
    assert client.post(url(opening, "refuse"), {"code": "not_needed"}).status_code == 302
    client.force_login(who[0])
    page = client.get(ASKED).text
    assert "不启封也能办理" in page
    assert "不予启封" in page


def test_the_second_sends_back_and_the_requester_withdraws(client, three, who):
    opening = asked(case()[0], who[0])
    file = fetched(client, opening, three[0], three[1]).content
    brought(client, opening, three[0], devices.peel(file, three[0].identity, Willing()))
    client.force_login(three[1].official)
    assert client.post(url(opening, "refuse"), {"back": "1"}).status_code == 302
    opening.refresh_from_db()
    assert (opening.status, opening.first, opening.second) == (OpeningStatus.REQUESTED, None, None)
    client.force_login(who[0])
    withdraw = reverse("workbench:opening_withdraw", args=[opening.pk])
    assert client.post(withdraw).status_code == 302
    assert "已撤回" in client.get(ASKED).text
    client.post(withdraw)
    assert "状态已变化" in client.get(ASKED).text


def test_what_waits_is_on_the_first_page_of_whom_it_waits_for(client, three, who):
    todo, opening = reverse("workbench:todo"), asked(case()[0], who[0])

    def sees(person, words: str) -> bool:
        client.force_login(person)
        return words in client.get(todo).text

    assert [sees(keeper.official, url(opening)) for keeper in three] == [True, True, False]
    new = official("centre9", Role.CENTRE_CLERK, of=unit())
    assert [sees(person, "设置口令") for person in (who[0], new, three[0].official)] == [False, True, False]
    assert not sees(who[0], opening.number)
    opened(opening, three[0], three[1], at=timezone.now())
    assert sees(who[0], opening.number)
    assert not sees(three[1].official, opening.number)


def test_no_page_is_stored_and_lists_cost_few_queries(client, three, who, django_assert_max_num_queries):
    for _ in range(8):
        asked(case()[0], who[0])
    client.force_login(three[0].official)
    with django_assert_max_num_queries(15):
        page = client.get(DESK)
    opening = Opening.objects.first()
    with django_assert_max_num_queries(15):
        job = client.get(url(opening))
    client.force_login(who[0])
    with django_assert_max_num_queries(15):
        mine = client.get(ASKED)
    for answer in (page, job, mine):
        assert "no-store" in answer["Cache-Control"]
