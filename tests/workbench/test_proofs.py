"""承诺核查: the audit administrator sees broken promises by the hour, and nobody else sees that the page is there."""

import pytest
import time_machine
from django.urls import reverse

from mingjing.people.enums import Role
from mingjing.transparency.services import batches
from tests.catalogue.factories import official
from tests.transparency.factories import AT, HOUR, slot

pytestmark = pytest.mark.django_db
PAGE = "/workbench/proofs/"
LATER = time_machine.travel(AT + 5 * HOUR, tick=False)


@pytest.fixture
def auditor(home):
    return official("auditor", Role.AUDIT_ADMIN, of=home.unit)


@LATER
def test_broken_promises_are_counted_by_hour(enter, auditor):
    batches.close(at=AT)
    for number in range(3):
        slot(number)
    text = enter(auditor).get(PAGE).text
    assert "未进批次 3" in text
    assert "2026-02-11 11:00" in text
    assert "没有封批次" in text
    assert str(slot().case_id) not in text


@LATER
def test_nothing_is_broken_when_batches_are_closed(enter, auditor):
    slot()
    batches.close(at=AT + 5 * HOUR)
    text = enter(auditor).get(PAGE).text
    assert "现在没有" in text
    assert "没有封批次" not in text
    assert '<span class="chip late">迟到 1</span>' in text  # a broken promise stays on record


def test_before_the_first_batch_the_page_says_what_will_be_there(enter, auditor):
    assert "还没有批次" in enter(auditor).get(PAGE).text


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDIT_ADMIN])
def test_for_everybody_else_the_page_is_not_there(enter, home, role):
    client = enter(official(f"some-{role}", role, of=home.unit))
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get(reverse("workbench:password")).text


def test_a_stranger_is_sent_to_log_in(client):
    assert client.get(PAGE).status_code == 302


def test_the_rail_leads_there(enter, auditor):
    assert f'href="{PAGE}"' in enter(auditor).get("/workbench/").text


def test_the_page_costs_the_same_with_many_batches(enter, auditor, django_assert_max_num_queries):
    for hour in range(60):
        batches.close(at=AT + hour * HOUR)
        slot(hour, at=AT + hour * HOUR)
    client = enter(auditor)
    with django_assert_max_num_queries(8):
        assert client.get(PAGE).status_code == 200
