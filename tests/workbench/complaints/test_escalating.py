"""打击报复、侵犯民主权利: to the discipline organ, out of reach of the accused unit (ACC-9-2a, ACC-9-2b)."""

import datetime as dt

import pytest
from django.urls import reverse

from mingjing.complaints import access
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import ComplaintKind
from mingjing.complaints.models import Grant, Message
from mingjing.complaints.services import classifying
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry
from mingjing.supervision.models import Lead
from mingjing.supervision.selectors import leads as selectors
from tests.catalogue.factories import house, official
from tests.complaints.factories import AT, RECEIVED, WHO, filed, keyed
from tests.workbench.changing import office

pytestmark = pytest.mark.django_db(databases="__all__")
LEADS, NEW = reverse("workbench:leads"), reverse("workbench:lead_new")
COUNTS, DESK = reverse("workbench:lead_statistics"), reverse("workbench:complaints")
BOTH = pytest.mark.parametrize("ground", ["ACC-9-2a", "ACC-9-2b"])
WORDS = "举报后被调离岗位"


@pytest.fixture
def disc(centre):
    return keyed(official("disc", "disc_officer", of=centre.unit))


@pytest.fixture
def theirs(centre):
    """Everybody in the accused unit, whatever their role."""
    roles = ("unit_clerk", "unit_leader", "lgo_clerk", "lgo_head", "lg_member", "disc_officer", "centre_head",
             "centre_clerk", "secrecy_reviewer", "audit_admin", "security_admin", "system_admin")  # fmt: skip
    return [keyed(official(f"accused-{role}", role, of=centre.accused)) for role in roles]


def told() -> set[str]:
    return set(Message.objects.values_list("holder", flat=True))


def act(complaint, name: str) -> str:
    return reverse("workbench:complaint_act", args=[complaint.pk, name])


@BOTH
@pytest.mark.article("ACC-9-2a", "ACC-9-2b")
def test_a_case_of_this_kind_goes_urgent_to_the_discipline_organ(centre, disc, theirs, opened, ground):
    made = filed(centre, identity=WHO).complaint
    page = reverse("workbench:complaint", args=[made.pk])
    assert opened(disc).get(page).status_code == 404
    answer = opened(centre.clerk).post(act(made, "escalate"), {"escalate-ground": ground})
    assert answer.status_code == 302
    client = opened(disc)
    assert "图纸" in client.get(page).text
    assert WHO.name not in client.get(page).text
    assert "急办" in client.get(DESK).text
    assert told() == {tag_of(disc)}
    with seeing(SYSTEM):
        said = access.routed(type(made).objects.get(pk=made.pk))
    assert (said["ground"], said["urgent"]) == (ground, True)
    entry = Entry.objects.get(case_id=made.pk, step="交纪检监察机关")
    assert ground not in str(vars(entry))
    for person in theirs:
        assert opened(person).get(page).status_code == 404
        assert not Grant.objects.filter(holder=tag_of(person)).exists()


@pytest.mark.article("ACC-9-2a")
def test_without_anybody_who_may_be_given_it_the_act_says_what_is_lacking(centre, theirs, opened):
    made = filed(centre).complaint
    answer = opened(centre.clerk).post(act(made, "escalate"), {"escalate-ground": "ACC-9-2a"})
    assert answer.status_code == 422
    assert "纪检监察机关还没有可以接收的人" in answer.text
    assert not Message.objects.exists()


def test_other_grounds_do_not_take_this_way(centre, disc, opened):
    made = filed(centre).complaint
    assert opened(centre.clerk).post(act(made, "escalate"), {"escalate-ground": "ACC-9-3"}).status_code == 422
    assert not Grant.objects.filter(holder=tag_of(disc)).exists()


@BOTH
@pytest.mark.article("ACC-9-2a", "ACC-9-2b")
def test_a_lead_of_this_kind_is_seen_by_the_discipline_organ_and_by_nobody_of_the_accused_unit(
    centre, disc, theirs, enter, ground
):
    said = {"unit": centre.accused.pk, "ground": ground, "facts": WORDS}
    assert enter(office()).post(NEW, said).status_code == 302
    lead = Lead.objects.get()
    page = reverse("workbench:lead", args=[lead.pk])
    assert (lead.urgent, lead.discipline) == (True, True)
    assert told() == {tag_of(disc)}
    assert enter(disc).get(page).status_code == 200
    assert lead.number in enter(disc).get(LEADS).text
    for person in theirs:
        client = enter(person)
        assert client.get(page).status_code == 404
        assert lead.number not in client.get(LEADS).content.decode()
        ledger = client.get(reverse("workbench:ledger")).content.decode()
        assert ground not in ledger
        assert WORDS not in ledger
    assert not {ground, str(centre.accused.pk)} & set(str(list(Entry.objects.values())).split("'"))


@pytest.mark.article("ACC-9-2a")
def test_nobody_of_the_accused_unit_registers_one_and_the_discipline_organ_closes_it(centre, disc, theirs, enter):
    said = {"unit": centre.accused.pk, "ground": "ACC-9-2a", "facts": WORDS}
    clerk = next(person for person in theirs if person.username == "accused-lgo_clerk")
    answer = enter(clerk).post(NEW, said)
    assert answer.status_code == 422
    assert "涉及您所在的" in answer.text
    enter(disc).post(NEW, said)
    lead = Lead.objects.get()
    client = enter(disc)
    assert client.post(reverse("workbench:lead_close", args=[lead.pk]), {"words": "查无此事"}).status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.closed_for) == ("closed", "查无此事")
    assert "查无此事" not in str(list(Entry.objects.values()))


@pytest.mark.article("ACC-9-2b")
def test_statistics_show_the_second_ground_apart(centre, disc, enter):
    for ground in ("ACC-9-2b", "ACC-9-2b", "ACC-9-2a"):
        enter(office()).post(NEW, {"unit": centre.accused.pk, "ground": ground, "facts": WORDS})
    tallies = {one.ground.id: one.total for one in selectors.tallies(selectors.leads(disc), day=dt.date(2026, 2, 11))}
    assert (tallies["ACC-9-2a"], tallies["ACC-9-2b"]) == (1, 2)
    assert "侵犯公民民主权利" in enter(disc).get(COUNTS).text


def test_other_leads_stay_the_offices(centre, disc, enter):
    other = house("130600SL", "水利局").unit
    enter(office()).post(NEW, {"unit": other.pk, "ground": "ACC-5-2a", "facts": "没有公布目录"})
    page = reverse("workbench:lead", args=[Lead.objects.get().pk])
    assert enter(disc).get(page).status_code == 404
    assert enter(centre.head).get(page).status_code == 404
    assert enter(office()).get(page).status_code == 200


@pytest.mark.article("ACC-9-2a", "CMP-5")
def test_classified_again_it_stays_urgent_and_leaves_whoever_is_of_the_unit_named_by_then(centre, disc, opened):
    water = house("130600SL", "水利局").unit
    theirs = keyed(official("water-disc", "disc_officer", of=water))
    made = filed(centre).complaint
    opened(centre.clerk).post(act(made, "escalate"), {"escalate-ground": "ACC-9-2a"})
    given = {"complaint": made, "ended_on": None}
    assert Grant.objects.filter(holder=tag_of(theirs), **given).exists()
    with access.shown_to(centre.clerk):
        case = type(made).objects.get(pk=made.pk)
        said = {"act": "CMP-4-9", "kind": ComplaintKind.REPORT, "urgent": False, "unit": water}
        classifying.classify(case, **said, by=centre.clerk, today=RECEIVED, at=AT)
    assert not Grant.objects.filter(holder=tag_of(theirs), **given).exists()
    assert Grant.objects.filter(holder=tag_of(disc), **given).exists()
    assert "急办" in opened(disc).get(DESK).text
