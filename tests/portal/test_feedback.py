"""这页有用吗、报错、投诉: on every public template, without script, cookie or name."""

import re

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from mingjing.core import throttling
from mingjing.disclosure.enums import ReportKind, ReportStatus
from mingjing.disclosure.models import PageVotes, Report
from mingjing.disclosure.services import reporting
from mingjing.portal import publication
from tests.catalogue.factories import AT, DAY, STEPS, amended, house, official, unit
from tests.disclosure.factories import plan
from tests.portal.factories import get, walk

pytestmark = pytest.mark.django_db
FORM = reverse("portal:feedback")
# Public addresses that are no page though they end in none: a frame for other sites, a picture, answers to a form, a
# form to print. What ends in .xlsx, .json and their kind is a download.
NO_PAGES = {"embed", "picture", "display", "objection", "matter_form"}


@pytest.fixture(autouse=True)
def nobody_counted_yet():
    throttling.cache.clear()


@pytest.fixture
def page(power) -> str:
    return power.item.get_absolute_url()


def send(client, page: str, **said: str):
    return client.post(FORM, {"page": page, "kind": "error", "text": "电话打不通", **said})


def pages(power) -> dict[str, str]:
    """An address of every page of the portal that opens without more than a published power and its matter."""
    item, matter = power.item, walk(power, "一", *STEPS)
    amended(power, house(), at=AT + DAY)
    information = plan(house(), item=item)
    named = {
        "number": item.number,
        "no": "2",
        "former": "1",
        "code": item.unit.code,
        "slug": "baoding-2010",
        "identifier": "ACC-5",
    }
    keys = {"matter": matter.pk, "information": information.pk}
    found = {}
    for pattern in get_resolver("mingjing.portal.urls").url_patterns:
        words = [name for name in pattern.pattern.converters if name != "pk"]
        if (
            pattern.name in NO_PAGES
            or "." in str(pattern.pattern)
            or ("pk" in pattern.pattern.converters and pattern.name not in keys)
        ):
            continue
        args = {word: named[word] for word in words}
        if "pk" in pattern.pattern.converters:
            args["pk"] = keys[pattern.name]
        if pattern.name == "feedback_answer":
            args["number"] = reporting.receive("/", kind="error", text="…", at=AT).number
        found[pattern.name] = reverse(f"portal:{pattern.name}", kwargs=args)
    return found


@pytest.mark.article("ASM-5-3-4c")
def test_every_public_page_has_the_links_and_names_itself_in_them(client, power, regulation):
    found = pages(power)
    assert len(found) >= 17
    for name, address in found.items():
        text = client.get(address).text
        path = address.split("?")[0]
        assert f'name="page" value="{path}"' in text, name
        assert 'name="vote" value="helpful"' in text, name
        assert re.search(rf'href="{FORM}\?kind=error&amp;page={re.escape(path)}"', text), name
        assert re.search(rf'href="/complaints/new/\?page={re.escape(path)}"', text), name


@pytest.mark.article("ASM-5-3-4c")
def test_every_public_template_has_the_links():
    """Whoever extends the public base has them; no page goes without it."""
    folder = settings.BASE_DIR / "templates"
    base = (folder / "base.html").read_text()
    assert "portal/footer.html" in base
    assert "portal/feedback_links.html" in (folder / "portal" / "footer.html").read_text()
    whole = [path for path in (folder / "portal").glob("*.html") if "<html" in path.read_text()]
    assert [path.name for path in whole if "portal:feedback" not in path.read_text()] == []


def test_the_published_file_has_the_links_and_no_cookie(client, page, public_dir):
    publication.rebuild()
    answer = client.get(page)
    assert "ETag" in answer.headers
    assert f'name="page" value="{page}"' in answer.text
    assert "csrf" not in answer.text
    assert not answer.cookies


def test_a_complaint_is_for_the_form_that_seals_it(client, page):
    answer = client.get(FORM, {"page": page, "kind": "complaint"})
    assert answer.url == f"{reverse('portal:complaint_new')}?page={page}"


def test_a_vote_is_counted_and_nothing_else_is_kept(client, page, power):
    for vote in ("helpful", "helpful", "unhelpful"):
        answer = client.post(FORM, {"page": page, "vote": vote})
        assert answer.url == f"{reverse('portal:feedback_thanks')}?page={page}"
    (row,) = PageVotes.objects.all()
    assert (row.page, row.unit, row.helpful, row.unhelpful) == (page, power.item.unit, 2, 1)
    assert "已经记下" in client.get(answer.url).text


def test_a_report_reaches_the_unit_without_a_name_or_address(client, page, power):
    answer = send(client, page)
    (report,) = Report.objects.all()
    assert (report.unit, report.item, report.kind, report.text) == (power.item.unit, power.item, "error", "电话打不通")
    assert report.status == ReportStatus.OPEN
    assert not answer.cookies
    told = client.get(answer.url).text
    assert report.number in told
    assert "电话打不通" not in told


def test_a_report_on_a_matter_reaches_the_unit_that_handles_it(client, power):
    matter = walk(power, "一", *STEPS)
    send(client, reverse("portal:matter", args=[matter.pk]))
    assert (Report.objects.get().unit, Report.objects.get().item) == (power.item.unit, power.item)


def test_the_sender_reads_the_answer_under_the_number(client, page):
    answer = send(client, page)
    report = Report.objects.get()
    reporting.answer(report, text="电话已改，找张三 13812345678", by=house().clerk, at=AT + DAY)
    text = client.get(answer.url).text
    assert "电话已改" in text
    assert "13812345678" not in text
    assert get(client, "feedback_answer", "FK20260302-NOSUCHNUMBER").status_code == 404


def test_a_complaint_is_not_for_the_unit_it_is_about(client, page, power):
    reporting.receive(page, kind=ReportKind.COMPLAINT, text="多收费", unit=power.item.unit, item=power.item, at=AT)
    clerk, lgo = house().clerk, official("lgo", "lgo_clerk", of=unit("130600LGO"))
    address = reverse("workbench:reports")
    client.force_login(clerk)
    assert "多收费" not in client.get(address).text
    client.force_login(lgo)
    assert "多收费" in client.get(address).text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/powers/?q=身份证", "/powers/"),
        ("https://elsewhere.example/powers/", "/powers/"),
        ("/workbench/", "/"),
        ("/no/such/page/", "/"),
        ("", "/"),
        ("/powers/" + "x" * 500, "/"),
        ("javascript:alert(1)", "/"),
        ("//evil.example", "/"),
        ("/%00", "/"),
    ],
)
def test_only_public_pages_can_be_spoken_of_and_never_what_was_searched_for(client, asked, shown):
    text = client.get(FORM, {"page": asked}).text
    assert f"您说的是这一页：{shown}　" in text
    assert 'href="//' not in text


def test_no_words_are_asked_for_and_what_was_chosen_stays(client, page):
    answer = send(client, page, text=" ", kind="opinion")
    assert answer.status_code == 422
    assert "请写明内容" in answer.text
    assert re.search(r'value="opinion"[^>]*checked', answer.text)
    assert not Report.objects.exists()


@pytest.mark.parametrize("said", [{"kind": "praise"}, {"kind": "complaint"}, {"text": "x" * 2001}, {"text": "\x00"}])
def test_what_makes_no_sense_is_refused(client, page, said):
    assert send(client, page, **said).status_code == 422
    assert not Report.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(client, page):
    assert send(client, page, website="https://spam.example").status_code == 302
    assert not Report.objects.exists()


def test_one_visitor_may_not_flood(client, page):
    answers = [send(client, page).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    assert client.post(FORM, {"page": page, "kind": "error", "text": "x"}, REMOTE_ADDR="10.1.1.1").status_code == 302


def test_many_visitors_may_not_flood_one_page(page):
    for _ in range(reporting.MOST_AN_HOUR):
        reporting.receive(page, kind="error", text="…", at=AT)
    with pytest.raises(reporting.Refused, match="一小时后"):
        reporting.receive(page, kind="error", text="…", at=AT)
    reporting.receive("/", kind="error", text="…", at=AT)
    reporting.receive(page, kind="error", text="…", at=AT + DAY)


def test_votes_beyond_the_limit_are_not_counted(client, page):
    for _ in range(65):
        client.post(FORM, {"page": page, "vote": "helpful"})
    assert PageVotes.objects.get().helpful == 60


def test_the_form_is_never_cached(client, page):
    answer = client.get(FORM, {"page": page})
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
