"""Pages as files: made by a publication, the same bytes each time, served without the database."""

import gzip

import pytest
from django.core.management import call_command
from django.urls import reverse

from mingjing.catalogue import services
from mingjing.portal import publication
from tests.catalogue.factories import AT, DAY, STEPS, amended, house
from tests.portal.factories import get, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(power, regulation, public_dir):
    walk(power, "按图", *STEPS)
    walk(power, "偏离", "受理", "请示", "决定")
    publication.rebuild()
    return public_dir


def tree(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_public_page_is_a_file_with_its_gzip(city, power):
    found = tree(city)
    for address in (reverse("portal:home"), reverse("portal:power", args=[power.item.number]), "/units/130600JT/"):
        page = publication.file_of(address).relative_to(city)
        assert gzip.decompress(found[page.with_name("index.html.gz")]) == found[page]


def test_rebuilding_gives_the_same_bytes_with_running_figures_too(city, power):
    assert "实际怎样运行" in publication.file_of(reverse("portal:power", args=[power.item.number])).read_text()
    before = tree(city)
    call_command("rebuild_pages")
    assert tree(city) == before


def test_a_page_is_served_without_a_query_and_with_validators(city, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/")
        again = client.get("/", headers={"if-none-match": answer["ETag"]})
        since = client.get("/", headers={"if-modified-since": answer["Last-Modified"]})
    assert answer["Cache-Control"] == "public, max-age=60"
    assert (answer.status_code, again.status_code, since.status_code) == (200, 304, 304)
    assert answer.content == publication.file_of("/").read_bytes()
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_a_browser_that_takes_gzip_gets_the_packed_file(city, client):
    answer = client.get("/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == publication.file_of("/").read_bytes()


def test_elder_mode_is_served_from_the_same_file(city, client, django_assert_num_queries):
    client.cookies["mode"] = "elder"
    with django_assert_num_queries(0):
        assert 'data-mode="elder"' in client.get("/").text


def test_a_query_or_another_language_is_answered_by_the_page_itself(city, client):
    assert "ETag" not in client.get("/powers/?q=道路").headers
    client.cookies["django_language"] = "en"
    assert "<h1>Powers</h1>" in client.get("/powers/").text


def test_a_page_whose_power_was_withdrawn_from_the_public_is_removed(city, power):
    address = reverse("portal:power", args=[power.item.number])
    type(power).objects.filter(pk=power.pk).update(attribute="on_request")
    publication.render("power", power.item.number)
    assert not publication.file_of(address).exists()
    assert publication.rebuild()


def test_files_that_no_address_stands_for_are_removed(city):
    stray = city / "powers" / "gone" / "index.html"
    stray.parent.mkdir(parents=True)
    stray.write_text("old")
    publication.rebuild()
    assert not stray.exists()


@pytest.mark.parametrize(
    ("name", "kind"), [("chart", "application/xml; charset=utf-8"), ("power_facts", "application/json")]
)
def test_downloads_of_a_power_are_files_too(city, client, power, name, kind, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = get(client, name, power.item.number, 1)
    assert answer["Content-Type"] == kind
    assert answer.content == publication.file_of(answer.wsgi_request.path).read_bytes()


def test_the_page_of_a_power_answers_without_a_query(city, client, power, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "偏离公布的流程图" in get(client, "power", power.item.number).text


def test_the_running_of_a_power_can_be_published_alone(city, power):
    walk(power, "又一件", *STEPS)
    page = publication.file_of(reverse("portal:power", args=[power.item.number]))
    assert "3 件</a>" not in page.read_text()
    assert publication.render("power_running", power.item.number) == 4
    assert "3 件</a>" in page.read_text()


def test_a_new_version_leaves_the_old_one_published(city, power):
    amended(power, house(), at=AT + 70 * DAY)
    publication.render("power", power.item.number)
    assert (
        "这是第 1 版" in publication.file_of(reverse("portal:power_version", args=[power.item.number, 1])).read_text()
    )
    assert publication.file_of(reverse("portal:chart", args=[power.item.number, 2])).is_file()


@pytest.mark.parametrize("address", ["/../secret/", "/a\x00/", "/powers.csv"])
def test_no_address_leads_out_of_the_folder(city, address):
    assert publication.file_of(address) is None


def test_nothing_internal_is_published(city):
    text = b"".join(tree(city).values())
    for canary in (b"CANARY-RISK", b"csrfmiddlewaretoken", b"sessionid"):
        assert canary not in text


def test_publishing_a_version_asks_for_its_page(power, django_capture_on_commit_callbacks):
    from procrastinate.contrib.django.models import ProcrastinateJob

    services.suspend(power.item, reason="法律修改", by=house().head, at=AT + DAY)
    jobs = ProcrastinateJob.objects.filter(task_name="portal.render").values_list("args", flat=True)
    assert {"kind": "power", "key": power.item.number} in list(jobs)
