"""Which page of the disclosure room opens for whom: the whole matrix, route by role, for things of another unit."""

import pytest
from django.urls import reverse

from mingjing.disclosure.models import OwnLink, Picture
from mingjing.disclosure.services import checklist, planning, reporting
from mingjing.disclosure.services.recording import Proof
from mingjing.people.enums import Role
from tests.catalogue.factories import AT, house, official, published, unit
from tests.disclosure.factories import on, photo, plan, record

pytestmark = pytest.mark.django_db
ALL = {role.value for role in Role} - {"system"}
OFFICE = {"lgo_clerk", "lgo_head", "lg_member"}
CLERK, NOBODY = {"unit_clerk"}, set()
KEEPERS = {"lgo_clerk", "lgo_head"}


@pytest.fixture
def there(settings, tmp_path) -> dict[str, list[object]]:
    settings.MEDIA_ROOT = tmp_path
    home = house("130600SJ", "审计局")
    works = plan(home, kind="staged")
    stage = planning.add_stage(works, name="招标", ends_on=on("2026-04-30"), by=home.clerk, at=AT)
    seen = record(home, "2026-03-05", plan=works, proofs=(Proof(photo(), "公开栏"),))
    link = OwnLink.objects.create(unit=home.unit, url="https://sj.example/", by=home.clerk, at=AT)
    keeper = official("keeper", "lgo_clerk", of=unit("130600LGO"))
    row = checklist.add(name="竣工验收", evidence="验收结论", due="验收后", by=keeper, at=AT)
    report = reporting.receive("/", kind="error", text="…", unit=home.unit, at=AT)
    return {
        "": [],
        "plan": [works.pk],
        "stage": [works.pk, stage.pk],
        "record": [seen.pk],
        "picture": [Picture.objects.get().pk],
        "link": [link.pk],
        "report": [report.pk],
        "row": [row.pk],
    }


LISTS = [
    "plans",
    "plans_xlsx",
    "dues",
    "dues_xlsx",
    "disclosures",
    "disclosures_xlsx",
    "channels",
    "channels_xlsx",
    "checks",
    "checks_xlsx",
    "stale_pages",
    "stale_xlsx",
    "links",
    "links_xlsx",
    "reports",
    "reports_xlsx",
    "votes",
    "votes_xlsx",
    "ten",
]
PAGES = [
    *((name, "", ALL) for name in LISTS),
    ("plan_new", "", CLERK),
    ("disclose", "", CLERK),
    ("plan", "plan", OFFICE),
    ("plan_edit", "plan", NOBODY),
    ("disclosure", "record", OFFICE),
    ("disclosure_correct", "record", NOBODY),
    ("disclosure_picture", "picture", OFFICE),
    ("report", "report", OFFICE),
    ("ten_row", "row", ALL),
    ("plan_ten", "plan", NOBODY),
]
PRESSES = [  # of another unit's things; whoever may gets another answer than 404
    ("plan_end", "plan", NOBODY),
    ("stage_add", "plan", NOBODY),
    ("stage_close", "stage", NOBODY),
    ("occasion_add", "plan", NOBODY),
    ("disclosure_void", "record", NOBODY),
    ("disclosure_mark", "record", {"lgo_clerk"}),
    ("link_withdraw", "link", NOBODY),
    ("links", "", CLERK),
    ("report", "report", NOBODY),
    ("plan_ten", "plan", NOBODY),
    ("ten", "", KEEPERS),
    ("ten_defaults", "", KEEPERS),
    ("ten_row", "row", KEEPERS),
    ("ten_retire", "row", KEEPERS),
]


def status_of(client, name: str, args: list[object]) -> int:
    answer = client.get(reverse(f"workbench:{name}", args=args))
    if answer.streaming:
        b"".join(answer.streaming_content)  # a picture is an open file until it has been read
    return answer.status_code


@pytest.mark.parametrize("role", sorted(ALL))
def test_a_page_opens_for_those_it_is_for_and_is_not_there_for_others(client, there, role):
    client.force_login(official("viewer", role, of=unit()))
    answers = {name: status_of(client, name, there[what]) for name, what, _ in PAGES}
    assert answers == {name: 200 if role in opens else 404 for name, _, opens in PAGES}


@pytest.mark.parametrize("role", sorted(ALL))
def test_a_button_is_not_there_for_others(client, there, role):
    client.force_login(official("viewer", role, of=unit()))
    answers = {
        name: client.post(reverse(f"workbench:{name}", args=there[what]), {}).status_code for name, what, _ in PRESSES
    }
    assert {name for name, status in answers.items() if status != 404} == {n for n, _, may in PRESSES if role in may}


def test_a_stranger_is_sent_to_the_login(client, there):
    for name, what, _ in PAGES:
        answer = client.get(reverse(f"workbench:{name}", args=there[what]))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("workbench:login")), name


def test_a_unit_sees_its_own_in_lists_and_sheets_and_nothing_of_others(client, there):
    home = house()
    plan(home, "本局事项")
    client.force_login(home.clerk)
    page = client.get(reverse("workbench:plans")).text
    assert "本局事项" in page
    assert "行政许可结果" not in page
    assert "结果公告" not in client.get(reverse("workbench:disclosures")).text
    assert "sj.example" not in client.get(reverse("workbench:links")).text


def test_a_plan_cannot_be_made_for_another_units_power(client, there):
    home, other = house(), house("130600SJ", "审计局")
    theirs = published(other, "审计").item
    client.force_login(home.clerk)
    answer = client.post(reverse("workbench:plan_new"), {"item": theirs.number, "title": "x", "kind": "ad_hoc"})
    assert answer.status_code == 422
    assert client.get(reverse("workbench:disclose"), {"item": theirs.number}).status_code == 422
