"""评优资格 through the door: by unit or person and year, with the article; taken home; given back."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.core.models import uuid7
from mingjing.people.models import MeritBar
from mingjing.people.services import merit
from tests.casework.signals import in_force
from tests.people.factories import AT, TODAY, administrators, official, unit
from tests.workbench.changing import MORNING, MOST_QUERIES, queries

pytestmark = pytest.mark.django_db
PAGE = reverse("workbench:merit")


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()


@pytest.fixture
def office():
    return administrators()["lgo_clerk"]


@pytest.fixture
def worker():
    return official("李工", "unit_clerk", of=unit())


@pytest.fixture
def row(office, worker) -> MeritBar:
    said = {"year": 2026, "basis": "ACC-11-2d", "case_id": uuid7(), "official": worker}
    return merit.bar(worker.unit, **said, by=office, today=TODAY, at=AT)


@pytest.mark.article("ACC-11-2d")
def test_the_person_is_ineligible_for_that_year_and_eligible_for_the_next(enter, office, worker, row):
    page = enter(office).get(PAGE, {"year": 2026, "name": "李工"}).text
    answer = page.split("2026 年度能否评优")[1].split("</ul>")[0]
    assert "没有资格" in answer
    assert "ACC-11-2d" in answer
    following = enter(office).get(PAGE, {"year": 2027, "name": "李工"}).text
    answer = following.split("2027 年度能否评优")[1].split("</ul>")[0]
    assert "有资格" in answer
    assert "没有资格" not in answer


@pytest.mark.article("ACC-11-3c")
def test_a_unit_is_asked_for_by_itself(enter, office, worker, row):
    asked = {"year": 2026, "unit": worker.unit.code}
    answer = enter(office).get(PAGE, asked).text.split("能否评优")[1].split("</ul>")[0]
    assert "没有资格" not in answer
    merit.bar(worker.unit, year=2026, basis="ACC-11-3c", case_id=uuid7(), by=office, today=TODAY, at=AT)
    answer = enter(office).get(PAGE, asked).text.split("能否评优")[1].split("</ul>")[0]
    assert "没有资格" in answer
    assert "ACC-11-3c" in answer


def test_one_without_account_is_found_by_name_and_a_stranger_is_not(enter, office, worker):
    said = {"year": 2026, "basis": "ACC-11-2d", "case_id": uuid7(), "name": "王五"}
    merit.bar(worker.unit, **said, by=office, today=TODAY, at=AT)
    assert "没有资格" in enter(office).get(PAGE, {"year": 2026, "name": "王五"}).text.split("能否评优")[1]
    assert "没有这个姓名的账号" in enter(office).get(PAGE, {"year": 2026, "name": "王六"}).text


def test_the_list_is_taken_home(enter, office, worker, row):
    answer = enter(office).get(PAGE, {"year": 2026, "export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(found[0], found[2], found[3], found[5], found[6]) for found in rows] == [
        ("2026", worker.unit.name, "李工", "没有资格", "ACC-11-2d")
    ]


def test_a_leader_sees_the_own_people_and_nobody_elses(enter, office, worker, row):
    other = unit("130600SJ", "审计局")
    merit.bar(other, year=2026, basis="ACC-11-3c", case_id=uuid7(), by=office, today=TODAY, at=AT)
    page = enter(official("局长", "unit_leader", of=worker.unit)).get(PAGE).text
    assert "李工" in page
    assert "审计局" not in page
    assert "恢复资格" not in page
    page = enter(official("审计局长", "unit_leader", of=other)).get(PAGE, {"year": 2026, "name": "李工"}).text
    assert "没有资格" not in page.split("能否评优")[1].split("<table")[0]


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("lgo_clerk", 200), ("lgo_head", 200), ("lg_member", 200), ("unit_leader", 200), ("unit_clerk", 404),
        ("legal_reviewer", 404), ("disc_officer", 404), ("centre_clerk", 404), ("system_admin", 404),
        ("custodian", 404),
    ],
)  # fmt: skip
def test_who_may_look(enter, role, status):
    viewer = official(f"viewer-{role}", role, of=unit("130600QT", "其他单位"))
    assert enter(viewer).get(PAGE).status_code == status


def test_the_office_gives_it_back_with_a_reason(enter, office, worker, row):
    url = reverse("workbench:merit_lift", args=[row.pk])
    refused = enter(office).post(url, {"reason": " "})
    assert refused.status_code == 422
    assert "要写明理由" in refused.text
    assert enter(office).post(url, {"reason": "决定已撤销"}).status_code == 302
    page = enter(office).get(PAGE, {"year": 2026, "name": "李工"}).text
    assert "没有资格" not in page
    assert "决定已撤销" in page


def test_a_leader_may_not_give_it_back_and_others_find_nothing(enter, worker, row):
    url = reverse("workbench:merit_lift", args=[row.pk])
    assert enter(official("局长", "unit_leader", of=worker.unit)).post(url, {"reason": "想评优"}).status_code == 422
    assert enter(worker).post(url, {"reason": "想评优"}).status_code == 404
    row.refresh_from_db()
    assert row.lifted_on is None


def test_a_wrong_year_is_said_to_be_wrong(enter, office):
    assert enter(office).get(PAGE, {"year": "去年"}).status_code == 422


def test_a_long_list_costs_few_queries(enter, office, worker):
    for n in range(30):
        place = unit(f"13069{n:02d}", f"单位{n}")
        merit.bar(place, year=2026, basis="ACC-11-3c", case_id=uuid7(), by=office, today=TODAY, at=AT)
    client = enter(office)
    assert queries(client, PAGE, year=2026, name="李工") <= MOST_QUERIES
