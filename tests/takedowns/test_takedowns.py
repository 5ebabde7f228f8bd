"""Emergency take-down: hidden everywhere at once, with a sealed copy; another person decides (ACC-9-4a)."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from mingjing.assignments.models import Assignment
from mingjing.core.pages import file_of
from mingjing.ledger.models import Entry
from mingjing.portal import publication
from mingjing.sealing.services import copies as sealing
from mingjing.takedowns.models import Takedown
from tests.catalogue.factories import AT, DAY, house, official, published
from tests.portal.factories import happen

pytestmark = pytest.mark.django_db(transaction=True)
CANARY, PASSPHRASE = "暗号七三一", "correct horse battery"
WORDS = {"ground": "personal", "reason": "流程说明里有身份证号码"}


@pytest.fixture
def home():
    return house()


@pytest.fixture
def version(home):
    return published(home, name=f"{CANARY}许可")


def matter(version, number: str = "1"):
    step = version.chart.nodes.first().name
    return happen(version, number, (step, AT + DAY))


def take_down(client, person, row, kind: str = "power", **words):
    client.force_login(person)
    return client.post(reverse("workbench:takedown_new", args=[kind, row.pk]), WORDS | words)


@pytest.mark.article("ACC-9-4a")
def test_a_power_that_is_taken_down_is_gone_everywhere_at_once(client, home, version):
    one = matter(version)
    for kind, key in (("power", version.item.number), ("home", "")):
        publication.render(kind, key)
    published_as_files = [reverse("portal:power", args=[version.item.number]), "/powers/", "/units/130600JT/", "/"]
    assert all(file_of(address).is_file() for address in published_as_files)
    assert take_down(client, home.clerk, version.item).status_code == 302
    client.logout()
    assert not any(CANARY in file_of(a).read_text() for a in published_as_files if file_of(a).is_file())
    gone = client.get(published_as_files[0])
    assert gone.status_code == 410
    assert "含个人信息" in gone.text
    assert client.get(reverse("portal:power_version", args=[version.item.number, 1])).status_code == 410
    for address in (*published_as_files[1:], "/search/?q=许可", "/powers.csv", "/powers.json", "/changes/"):
        assert CANARY not in client.get(address).text, address
    for name in ("chart", "power_facts"):
        assert client.get(reverse(f"portal:{name}", args=[version.item.number, 1])).status_code == 404
    assert client.get(reverse("portal:matter", args=[one.pk])).status_code == 404
    assert CANARY not in client.get("/api/v1/powers").text


def test_other_units_do_not_see_it_either_and_its_own_and_the_office_do(client, home, version):
    other = house("130600SJ", "审计局")
    take_down(client, home.leader, version.item)
    for person, status in ((other.clerk, 404), (home.clerk, 200), (home.head, 200), (home.secrecy, 200)):
        client.force_login(person)
        assert client.get(reverse("workbench:power", args=[version.item.number])).status_code == status


@pytest.mark.article("ACC-9-4a")
def test_a_matter_is_taken_down_alone(client, home, version):
    one, two = matter(version, "1"), matter(version, "2")
    assert take_down(client, home.clerk, one, "matter").status_code == 302
    client.logout()
    assert client.get(reverse("portal:matter", args=[one.pk])).status_code == 410
    assert client.get(reverse("portal:matter_form", args=[one.pk])).status_code == 410
    assert client.get(reverse("portal:matter", args=[two.pk])).status_code == 200
    listed = client.get(reverse("portal:power_matters", args=[version.item.number])).text
    assert str(two.pk) in listed
    assert str(one.pk) not in listed


@pytest.mark.article("ACC-9-4a")
def test_the_copy_is_sealed_and_holds_rows_and_pages(client, home, version):
    locked = sealing.make_key(PASSPHRASE, at=AT)
    publication.render("power", version.item.number)
    take_down(client, home.clerk, version.item)
    copy = Takedown.objects.get().copy
    assert CANARY.encode() not in sealing.path_of(copy).read_bytes()
    data = sealing.open_copy(copy, locked, PASSPHRASE, reason="核对", at=AT)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        rows = json.loads(file.read("rows.json"))
        assert {"catalogue.poweritem", "catalogue.powerversion", "catalogue.flowchart"} <= {r["model"] for r in rows}
        assert CANARY in file.read(f"pages/powers/{version.item.number}/index.html").decode()
    said = Entry.objects.get(case_id=Takedown.objects.get().pk, step="紧急撤下")
    assert (said.by_id, said.reason, said.basis) == (home.clerk.pk, WORDS["reason"], "ACC-9-4a")


def test_without_a_sealing_key_it_is_hidden_all_the_same_and_the_page_says_so(client, home, version):
    answer = take_down(client, home.clerk, version.item)
    assert "还没有封存密钥" in client.get(answer.url).text


@pytest.mark.article("ACC-9-4b")
def test_a_secret_brings_the_duty_to_report_by_the_next_day(client, home, version):
    take_down(client, home.secrecy, version.item, ground="secret")
    task = Assignment.objects.get()
    assert (task.unit, task.basis, (task.due_on - task.given_on).days) == (home.unit, "ACC-9-4b", 1)
    assert "保密行政管理部门" in task.title


def test_another_person_restores_it_with_a_reason_and_it_is_public_again(client, home, version):
    answer = take_down(client, home.clerk, version.item)
    client.force_login(home.head)
    decide = f"{answer.url}restore/"
    assert client.post(decide, {"said": " "}).status_code == 422
    assert client.post(decide, {"said": "已核实，没有个人信息"}).status_code == 302
    assert client.post(decide, {"said": "再来一次"}).status_code == 422
    client.logout()
    assert client.get(reverse("portal:power", args=[version.item.number])).status_code == 200
    assert take_down(client, home.clerk, version.item).status_code == 302  # may be taken down again


def test_what_is_removed_stays_hidden_and_cannot_be_taken_down_twice(client, home, version):
    answer = take_down(client, home.clerk, version.item)
    twice = take_down(client, home.leader, version.item)
    assert twice.status_code == 422
    assert "已经撤下" in twice.text
    client.force_login(home.head)
    assert client.post(f"{answer.url}remove/", {"said": "不应公开"}).status_code == 302
    client.logout()
    assert client.get(reverse("portal:power", args=[version.item.number])).status_code == 410


def test_the_one_who_took_it_down_does_not_decide(client, home, version):
    answer = take_down(client, home.head, version.item)
    refused = client.post(f"{answer.url}restore/", {"said": "自己恢复"})
    assert refused.status_code == 422
    assert "另一个人决定" in refused.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 302), ("leader", 302), ("secrecy", 302), ("head", 302), ("stranger", 404), ("audit", 404)],
)
def test_who_may_take_down(client, home, version, who, status):
    office = house("130600SJ", "审计局").unit
    more = {
        "stranger": lambda: official("s", "unit_clerk", of=office),
        "audit": lambda: official("a", "audit_admin", of=office),
    }
    person = more[who]() if who in more else getattr(home, who)
    assert take_down(client, person, version.item).status_code == status


@pytest.mark.parametrize("words", [{"reason": ""}, {"ground": "x"}, {"reason": " "}])
def test_without_ground_or_reason_nothing_is_hidden_and_what_was_typed_stays(client, home, version, words):
    answer = take_down(client, home.clerk, version.item, **words)
    assert answer.status_code == 422
    assert not Takedown.objects.exists()
    assert ("流程说明里有身份证号码" in answer.text) == ("reason" not in words)


@pytest.mark.parametrize("place", [("power", "x"), ("unit", "x"), ("record", "x")])
def test_what_cannot_be_taken_down_is_not_found(client, home, place):
    client.force_login(home.clerk)
    assert client.get(reverse("workbench:takedown_new", args=place)).status_code == 404


def test_the_list_shows_a_unit_its_own(client, home, version, django_assert_max_num_queries):
    other = house("130600SJ", "审计局")
    take_down(client, home.clerk, version.item)
    for person, seen in ((home.clerk, True), (home.head, True), (other.clerk, False)):
        client.force_login(person)
        with django_assert_max_num_queries(15):
            assert (CANARY in client.get(reverse("workbench:takedowns")).text) == seen
