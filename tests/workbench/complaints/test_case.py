"""The page of a case: sealed until unlocked, for those it was given to, and nowhere for anybody else."""

import pytest
from django.urls import reverse

from mingjing.ledger.models import Entry
from tests.catalogue.factories import official, unit
from tests.complaints.factories import filed
from tests.workbench.changing import MOST_QUERIES, office, queries

pytestmark = pytest.mark.django_db(databases="__all__")
TEXT = "窗口要求另交一份图纸"
DESK = reverse("workbench:complaints")


def page_of(complaint) -> str:
    return reverse("workbench:complaint", args=[complaint.pk])


def test_a_locked_key_shows_the_file_but_not_a_word_of_it(centre, enter):
    made = filed(centre).complaint
    answer = enter(centre.clerk).get(page_of(made))
    assert answer.status_code == 200
    assert made.number in answer.text
    assert "2026-02-25" in answer.text
    assert "住房和城乡建设局" in answer.text
    assert "打开封存钥匙" in answer.text
    assert TEXT not in answer.text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.article("CMP-8-b", "CMP-3-a")
def test_an_unlocked_key_opens_it_and_the_opening_is_written_down_once_a_day(centre, opened):
    made = filed(centre).complaint
    client = opened(centre.clerk)
    answer = client.get(page_of(made))
    assert TEXT in answer.text
    assert f"{centre.clerk.name} 于 2026-02-11" in answer.text
    client.get(page_of(made))
    entry = Entry.objects.get(case_id=made.pk, step="查阅内容")
    assert (entry.before, entry.after, entry.reason) == ({}, {}, "")
    assert centre.clerk.name not in entry.by


@pytest.mark.article("CMP-3-a", "CMP-8-b")
def test_nobody_else_finds_the_case_or_the_desk(centre, opened):
    made = filed(centre).complaint
    strangers = {
        "admin": official("sysadmin", "system_admin", of=unit("130600SZF", "政府办")),
        "security": official("secadmin", "security_admin", of=unit("130600SZF", "政府办")),
        "audit": official("auditor", "audit_admin", of=unit("130600SZF", "政府办")),
        "office": office(),
        "member": official("member", "lg_member", of=office().unit),
        "accused": centre.accused_clerk,
    }
    for who, person in strangers.items():
        client = opened(person)
        assert client.get(page_of(made)).status_code == 404, who
        assert client.get(DESK).status_code == 404, who
    colleague = official("centre3", "centre_clerk", of=centre.unit)
    client = opened(colleague)  # came later: nothing was sealed to them
    assert client.get(page_of(made)).status_code == 404
    assert made.number not in client.get(DESK).text


def test_both_readings_of_a_day_are_on_the_page(centre, enter):
    made = filed(centre).complaint
    text = enter(centre.clerk).get(page_of(made)).text
    assert "决定受理或者不予受理" in text
    assert "“日”的另一种算法：2026-02-25" in text


def test_the_pages_keep_to_their_queries(centre, opened):
    made = [filed(centre).complaint for _ in range(4)]
    client = opened(centre.clerk)
    client.get(page_of(made[0]))
    assert {page: n for page in (DESK, page_of(made[0])) if (n := queries(client, page)) > MOST_QUERIES} == {}
