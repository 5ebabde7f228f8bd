"""Missed limits on staff pages, and the lead that a person registers on them (ACC-9-1a, X-08)."""

import datetime as dt

import pytest
from django.urls import reverse

from mingjing.clocks.models import Clock
from mingjing.complaints import access
from mingjing.complaints.enums import Duty
from mingjing.complaints.models import Forward
from mingjing.complaints.services import granting, warning
from mingjing.sealing.services import routing
from mingjing.supervision.models import Lead
from tests.catalogue.factories import house, official
from tests.complaints.factories import AT, RECEIVED, WHO, filed, keyed, keys
from tests.workbench.changing import MOST_QUERIES, office, queries

pytestmark = pytest.mark.django_db(databases="__all__")
LATE, NEW, TODO = reverse("workbench:complaints_late"), reverse("workbench:lead_new"), reverse("workbench:todo")
DAY = dt.date(2026, 2, 26)  # the day after CMP-7-3 ran out


@pytest.fixture
def disc(centre):
    return keyed(official("disc", "disc_officer", of=centre.unit))


@pytest.fixture
def late(centre, time_machine):
    """A complaint whose limits have run out unanswered."""
    made = filed(centre, identity=WHO).complaint
    time_machine.move_to("2026-02-26T01:00:00Z", tick=False)
    warning.sweep(today=DAY, at=AT + dt.timedelta(days=15))
    return made


def offered(complaint) -> str:
    return f"{NEW}?source=complaint&id={complaint.pk}"


@pytest.mark.article("ACC-9-1a", "GAP-21")
def test_the_list_offers_a_lead_with_the_computed_dates_and_nothing_of_the_case(centre, disc, late, enter):
    for person in (centre.head, disc):
        page = enter(person).get(LATE)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert late.number in page.text
        assert "2026-02-25" in page.text
        assert f"id={late.pk}" in page.text
        assert "住房和城乡建设局" not in page.text
        form = enter(person).get(offered(late)).text
        assert "转交有关单位处理（第七条第三项，5个工作日）：自 2026-02-11 起算，最后一日 2026-02-25" in form
        assert "2026-02-26 起逾期" in form
        assert "住房和城乡建设局</textarea>" not in form
        for secret in ("图纸", "施工许可", WHO.name, WHO.phone, "CMP-4-3 "):
            assert secret not in form.split("<h2>")[0]
    assert not Lead.objects.exists()


@pytest.mark.article("ACC-9-1a")
def test_a_person_registers_the_lead_on_the_centre_once(centre, late, enter):
    client = enter(centre.head)
    form = client.get(offered(late)).context["form"]
    said = {name: value for name, value in form.initial.items() if value is not None}
    assert client.post(NEW, said).status_code == 422
    answer = client.post(NEW, {**said, "effect": "群众多次询问"})
    lead = Lead.objects.get()
    assert answer.url == reverse("workbench:lead", args=[lead.pk])
    assert (lead.ground, lead.unit, lead.source, lead.source_id) == ("ACC-9-1a", centre.unit, "complaint", late.pk)
    assert lead.happened_on == Clock.objects.filter(case_id=late.pk).earliest("breached_on").breached_on
    assert "图纸" not in str(vars(lead))
    assert client.get(answer.url).status_code == 200
    assert client.post(NEW, {**said, "effect": "群众多次询问"}).status_code == 422
    assert Lead.objects.count() == 1


@pytest.mark.article("ACC-9-1a")
def test_no_number_of_breaches_registers_a_lead(centre, late):
    for n in range(100):
        warning.sweep(today=DAY + dt.timedelta(days=n), at=AT + dt.timedelta(days=15 + n))
    assert not Lead.objects.exists()


def test_others_find_neither_the_list_nor_what_was_missed(centre, late, enter):
    for person in (centre.accused_clerk, office(), official("admin", "system_admin", of=centre.unit)):
        assert enter(person).get(LATE).status_code == 404
        assert late.number not in enter(person).get(offered(late)).text
    page = enter(centre.clerk).get(LATE)
    assert "?state=waiting" not in page.text  # what was missed is for the head and the discipline organ


def test_the_sheet_has_the_dates(centre, late, enter):
    answer = enter(centre.head).get(f"{LATE}?export=xlsx&state=waiting")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"


@pytest.mark.article("ACC-9-1a")
def test_the_case_page_offers_the_lead_to_the_head_who_was_given_the_case(centre, late, opened):
    page = reverse("workbench:complaint", args=[late.pk])
    with access.shown_to(centre.clerk):
        granting.give(
            late, centre.head, Duty.APPROVER, keys=keys(late, centre.clerk), by=centre.clerk, today=RECEIVED, at=AT
        )  # fmt: skip
    assert f"source=complaint&amp;id={late.pk}" in opened(centre.head).get(page).text
    assert "source=complaint" not in opened(centre.clerk).get(page).text


@pytest.mark.article("ACC-9-1a")
def test_the_unit_that_a_case_was_handed_to_is_told_to_those_alone_who_may_open_it(centre, late, disc, enter):
    water = house("130600SL", "水利局").unit
    package = Forward(complaint=late, number="转〔2026〕00001", status="sent", sent_on=RECEIVED)
    package.addressee, package.package = "-", b"-"
    package.routing = routing.shut({"unit": str(water.pk)}, about=package.pk)
    package.save(force_insert=True)
    clock = Clock.objects.get(case_id=late.pk, limit="CMP-7-3")
    columns = {f.attname: getattr(clock, f.attname) for f in clock._meta.concrete_fields if f.name != "id"}
    said = {"number": f"{package.number}/CMP-7-3-answer", "case_id": package.pk, "case_kind": "complaints.forward"}
    Clock.objects.create(**{**columns, **said, "limit": "CMP-7-3-answer", "breached_on": DAY})
    with access.shown_to(centre.clerk):
        granting.give(
            late, centre.head, Duty.APPROVER, keys=keys(late, centre.clerk), by=centre.clerk, today=RECEIVED, at=AT
        )  # fmt: skip
    assert enter(centre.head).get(offered(late)).context["form"].initial["unit"] == water.pk
    assert enter(disc).get(offered(late)).context["form"].initial["unit"] == centre.unit.pk


@pytest.mark.article("CMP-7-3")
def test_the_to_do_of_each_names_the_limit_and_the_day(centre, disc, late, enter):
    for person, url in ((centre.clerk, f"/complaints/{late.pk}/"), (centre.head, LATE), (disc, LATE)):
        page = enter(person).get(TODO).text
        assert "催办：转交有关单位处理" in page
        assert url in page
        assert "住房和城乡建设局" not in page
    assert "催办" not in enter(centre.accused_clerk).get(TODO).text


@pytest.mark.slow
def test_the_pages_cost_as_much_for_many_cases_as_for_one(centre, enter):
    filed(centre)
    client = enter(centre.head)
    warning.sweep(today=DAY, at=AT + dt.timedelta(days=15))
    before = queries(client, LATE)
    for _ in range(3):
        filed(centre)
    warning.sweep(today=DAY, at=AT + dt.timedelta(days=15))
    assert queries(client, LATE) == before <= MOST_QUERIES
