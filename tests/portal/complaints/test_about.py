"""「投诉」 on a public page leads to the form with that page in it."""

import re

import pytest
from django.urls import reverse

from mingjing.complaints.selectors import opening
from mingjing.complaints.services import lookup
from mingjing.portal.complaints import about
from tests.catalogue.factories import STEPS
from tests.portal.complaints.forms import FORM, code_of, hidden, send, words_of
from tests.portal.conftest import power  # noqa: F401 - a fixture
from tests.portal.factories import walk

pytestmark = pytest.mark.django_db(databases="__all__")


def kept(answer) -> dict[str, str]:
    """What the complaint of a receipt is about."""
    with lookup.holding(code_of(answer)) as held:
        (complaint,) = held.complaints
        (paper,) = opening.read(complaint, held.keys[complaint.pk])
        return paper.said["about"]


def link(text: str, words: str) -> str:
    """The address of the first link to the form with these words in it."""
    found = re.search(rf'href="({FORM}\?[^"]*)"[^>]*>[^<]*{words}', text)
    return found.group(1).replace("&amp;", "&")


@pytest.mark.article("CMP-4-2a")
def test_the_button_of_a_page_brings_the_page_along(client, centre, power):  # noqa: F811
    page = power.item.get_absolute_url()
    form = client.get(link(client.get(page).text, "投诉举报"))
    assert hidden(form, "page") == page
    assert re.search(rf'value="{power.item.unit.code}"\s+selected', form.text)
    answer = send(client, page=page, act="CMP-4-2a")
    unit = power.item.unit.code
    assert kept(answer) == {"page": page, "unit": unit, "power": power.item.number, "version": "1"}


@pytest.mark.article("CMP-4-3")
def test_a_step_of_a_chart_is_named_with_its_version(client, centre, power):  # noqa: F811
    form = client.get(link(client.get(power.item.get_absolute_url()).text, "这一步"))
    step = power.chart.nodes.get(order=int(hidden(form, "step")))
    assert f"环节“{step.name}”" in form.text
    said = kept(send(client, page=hidden(form, "page"), step=hidden(form, "step"), act="CMP-4-3"))
    assert (said["version"], said["step"]) == (str(power.no), step.name)


def test_a_matter_is_named_with_the_version_it_ran_under(client, centre, power):  # noqa: F811
    matter = walk(power, "冀一", *STEPS)
    page = reverse("portal:matter", args=[matter.pk])
    assert client.get(link(client.get(page).text, "投诉举报")).status_code == 200
    said = kept(send(client, page=page))
    assert (said["matter"], said["version"]) == ("冀一", str(power.no))


@pytest.mark.article("CMP-4-8a")
def test_the_number_of_an_application_is_kept_sealed(client, centre):
    assert kept(send(client, act="CMP-4-8a", application="依申请〔2026〕12号")) == {"application": "依申请〔2026〕12号"}


def test_who_wants_it_otherwise_leaves_the_page_out(client, centre, power):  # noqa: F811
    assert kept(send(client, page=power.item.get_absolute_url(), no_page="1")) == {}


@pytest.mark.parametrize(
    "page", ["/workbench/", "//evil.example", "javascript:alert(1)", "/no/such/", "/powers/\x00/", FORM]
)
def test_nothing_but_public_pages_can_be_brought_along(client, centre, page):
    assert 'name="page"' not in words_of(client.get(FORM, {"page": page}))


@pytest.mark.parametrize("step", ["99", "x", "-1", "²", "123456", ""])
def test_a_step_that_is_not_there_is_none(client, centre, power, step):  # noqa: F811
    page = power.item.get_absolute_url()
    assert 'name="step"' not in client.get(FORM, {"page": page, "step": step}).text
    assert not about.About()
