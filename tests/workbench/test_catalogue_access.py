"""Who gets which page of the catalogue, in which state of a version: what one may not see does not exist."""

import pytest
from django.urls import reverse

from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import PowerItem
from tests.catalogue.factories import bring, draft, house, official

pytestmark = pytest.mark.django_db
STATES = [status for status in VersionStatus if status != VersionStatus.SUPERSEDED]
SEEN = ("version", "chart", "chart_xml")
DRAFTED = ("version_edit", "chart_draw", "chart_nodes")
ROWS = ("bases", "materials", "specials")


@pytest.fixture
def home():
    return house()


@pytest.fixture
def people(home):
    other = house("130600SJ", "审计局")
    return {
        "clerk": home.clerk,
        "leader": home.leader,
        "secrecy": home.secrecy,
        "head": home.head,
        "lgo_clerk": official("lgo", "lgo_clerk", of=home.head.unit),
        "foreign_clerk": other.clerk,
        "foreign_leader": other.leader,
        "foreign_admin": official("admin", "system_admin", of=other.unit),
    }


def addresses(version) -> dict[str, str]:
    args = [version.item.number, version.no]
    found = {name: reverse(f"workbench:{name}", args=args) for name in (*SEEN, *DRAFTED)}
    found |= {kind: reverse("workbench:version_rows", args=[*args, kind]) for kind in ROWS}
    return found | {"power": reverse("workbench:power", args=args[:1])}


def answers(client, person, version) -> dict[str, int]:
    client.force_login(person)
    return {name: client.get(url).status_code for name, url in addresses(version).items()}


@pytest.mark.parametrize("status", STATES)
def test_the_own_unit_and_the_office_see_every_state_and_only_the_clerk_edits_a_draft(client, home, people, status):
    version = bring(draft(home), home, status)
    for who in ("clerk", "leader", "secrecy", "head", "lgo_clerk"):
        found = answers(client, people[who], version)
        edits = who == "clerk" and status == VersionStatus.DRAFT
        assert {name: found[name] for name in (*SEEN, "power")} == dict.fromkeys((*SEEN, "power"), 200), who
        assert {found[name] for name in (*DRAFTED, *ROWS)} == {200 if edits else 404}, who


@pytest.mark.parametrize("status", STATES)
def test_to_another_unit_nothing_exists_before_it_is_published(client, home, people, status):
    version = bring(draft(home), home, status)
    seen = 200 if status == VersionStatus.PUBLISHED else 404
    for who in ("foreign_clerk", "foreign_leader", "foreign_admin"):
        found = answers(client, people[who], version)
        assert {found[name] for name in (*SEEN, "power")} == {seen}, who
        assert {found[name] for name in (*DRAFTED, *ROWS)} == {404}, who


def test_another_unit_sees_of_a_published_version_neither_risks_nor_reviews(client, home, people):
    version = bring(draft(home, risk_points="收受好处"), home, "published")
    for who, seen in (("leader", True), ("lgo_clerk", True), ("foreign_leader", False)):
        client.force_login(people[who])
        text = client.get(addresses(version)["version"]).text
        assert ("收受好处" in text, "保密审查意见" in text, "办理记录" in text) == (seen,) * 3, who


def test_what_is_not_open_to_the_public_does_not_exist_for_another_unit(client, home, people):
    version = bring(draft(home, attribute="closed", closed_ground="条例第十四条"), home, "published")
    assert set(answers(client, people["foreign_leader"], version).values()) == {404}


@pytest.mark.parametrize(
    ("name", "more"), [("power_new", set()), ("power_import", {"lgo_clerk"}), ("power_import_template", {"lgo_clerk"})]
)
def test_powers_are_started_by_clerks(client, people, name, more):
    for who, person in people.items():
        client.force_login(person)
        found = client.get(reverse(f"workbench:{name}")).status_code
        assert found == (200 if who in {"clerk", "foreign_clerk"} | more else 404), who


@pytest.mark.parametrize("name", ["powers", "coverage", "gaps"])
def test_the_lists_open_for_everybody_in_office(client, people, name):
    for person in people.values():
        client.force_login(person)
        assert client.get(reverse(f"workbench:{name}")).status_code == 200


def test_strangers_are_sent_to_the_login(client, home):
    version = draft(home)
    for url in (*addresses(version).values(), reverse("workbench:powers"), reverse("workbench:coverage")):
        assert client.get(url).status_code == 302


@pytest.mark.parametrize("status", STATES)
def test_posting_to_a_draft_of_another_unit_changes_nothing(client, home, people, status):
    version = bring(draft(home), home, status)
    revision = version.revision
    client.force_login(people["foreign_clerk"])
    for name, url in addresses(version).items():
        if name in {*DRAFTED, *ROWS, "chart"}:
            assert client.post(url, {"name": "x", "xml": "x"}).status_code == 404, name
    for key in ("submit", "review", "clear", "approve", "publish", "return"):
        step = reverse("workbench:version_step", args=[version.item.number, version.no, key])
        expected = 422 if status == VersionStatus.PUBLISHED else 404
        assert client.post(step, {"said": "x"}).status_code == expected, key
    version.refresh_from_db()
    assert (version.status, version.revision) == (status, revision)


def test_no_such_power_version_row_or_step_is_404(client, home):
    version = draft(home)
    number = version.item.number
    client.force_login(home.clerk)
    for name, args in (
        ("power", ["nothing"]),
        ("version", [number, 9]),
        ("version_rows", [number, 1, "nothing"]),
        ("version_compare", [number, 1, 9]),
    ):
        assert client.get(reverse(f"workbench:{name}", args=args)).status_code == 404
    for name, args in (("version_step", [number, 1, "nothing"]), ("power_step", [number, "nothing"])):
        assert client.post(reverse(f"workbench:{name}", args=args)).status_code == 404


def test_what_changes_something_needs_a_post(client, home):
    number = draft(home).item.number
    client.force_login(home.clerk)
    for name, args in (
        ("power_amend", [number]),
        ("power_step", [number, "suspend"]),
        ("version_step", [number, 1, "submit"]),
    ):
        assert client.get(reverse(f"workbench:{name}", args=args)).status_code == 405
    assert PowerItem.objects.get().status == "new"
