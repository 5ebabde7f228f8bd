"""线索 page by page: the version of the day of the fault, likely duplicates, joining, and grades."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from mingjing.regulations.models import Regulation
from mingjing.regulations.services import versions
from mingjing.rules import packs
from mingjing.supervision.models import Lead
from mingjing.supervision.services import leads as services
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, house, official
from tests.supervision.factories import disc
from tests.workbench.changing import MORNING, MOST_QUERIES, office, queries

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("workbench:leads"), reverse("workbench:lead_new")
FACTS = "至今没有公布职权目录。"


@pytest.fixture(autouse=True)
def today(time_machine):
    """Monday, 2 March 2026, the regulation in force."""
    time_machine.move_to(MORNING, tick=False)
    in_force()


def said(home, **columns):
    return {"unit": home.unit.pk, "ground": "ACC-5-2a", "facts": FACTS, **columns}


def register(enter, home, **columns) -> Lead:
    answer = enter(office()).post(NEW, said(home, **columns))
    assert answer.status_code == 302, answer.text
    return Lead.objects.get(pk=answer.url.rstrip("/").rsplit("/", 1)[-1])


def page(lead) -> str:
    return reverse("workbench:lead", args=[lead.pk])


def join(lead) -> str:
    return reverse("workbench:lead_join", args=[lead.pk])


def successor() -> Regulation:
    """The provincial rules, in force from 3 December 2020 in place of the first version."""
    old, day = Regulation.objects.get(number="baoding-2010"), dt.date(2020, 12, 3)
    versions.retire(old, last_day=day - dt.timedelta(days=1), reason="省三项办法施行", by=None, at=AT)
    new = versions.register(packs.load("hebei-2020"), by=None, at=AT)
    versions.activate(new, consented_by="省政府办公厅", consented_on=day, in_force_from=day, by=None, at=AT)
    return new


@pytest.mark.article("ACC-15")
def test_a_fault_of_the_day_before_is_not_offered_the_version_and_keeps_what_was_typed(enter, home):
    answer = enter(office()).post(NEW, said(home, happened_on="2010-01-25", show="1"))
    assert answer.status_code == 200
    assert "没有施行的法规版本" in answer.text
    assert "2010-01-26起施行" in answer.text
    assert 'value="ACC-5-2a"' not in answer.text
    assert FACTS in answer.text
    answer = enter(office()).post(NEW, said(home, happened_on="2010-01-25"))
    assert answer.status_code == 422
    assert "2010-01-26起施行" in answer.text
    assert FACTS in answer.text
    assert not Lead.objects.exists()
    assert 'value="ACC-5-2a"' in enter(office()).post(NEW, said(home, happened_on="2010-01-26", show="1")).text
    assert register(enter, home, happened_on="2010-01-26").pack == "baoding-2010"


@pytest.mark.article("GAP-20", "ACC-15")
def test_of_two_versions_the_one_of_the_day_of_the_fault_gives_the_grounds(enter, home):
    successor()
    before = enter(office()).post(NEW, said(home, happened_on="2020-12-02", show="1")).text
    assert 'value="ACC-5-2a"' in before
    assert "保定市" in before
    after = enter(office()).post(NEW, said(home, happened_on="2020-12-03", show="1")).text
    assert "河北省政务公开工作考核" in after
    assert 'value="ACC-5-2a"' not in after
    answer = enter(office()).post(NEW, said(home, happened_on="2020-12-03"))
    assert answer.status_code == 422
    assert "没有“ACC-5-2a”这个情形" in answer.text
    lead = register(enter, home, happened_on="2020-12-02")
    assert lead.pack == "baoding-2010"
    shown = enter(office()).get(page(lead)).text
    assert "没有公开职权目录" in shown  # in force or not, an old lead keeps its ground
    counts = enter(office()).get(reverse("workbench:lead_statistics")).text
    assert f"{LIST}?ground=ACC-5-2a" in counts


def test_a_day_that_is_none_is_told_at_its_field(enter, home):
    answer = enter(office()).post(NEW, said(home, happened_on="昨天"))
    assert answer.status_code == 422
    assert "id_happened_on_error" in answer.text


@pytest.mark.article("ACC-8-0", "ACC-9-0")
@pytest.mark.parametrize(
    ("group", "grounds"),
    [
        ("ACC-8-0", ["ACC-8-1", "ACC-8-2"]),
        ("ACC-9-0", ["ACC-9-1a", "ACC-9-1b", "ACC-9-2a", "ACC-9-2b", "ACC-9-3", "ACC-9-4a", "ACC-9-4b", "ACC-9-5"]),
    ],
)
def test_the_form_lists_the_grounds_of_articles_eight_and_nine_under_their_headings(enter, group, grounds):
    under = next(part for part in enter(office()).get(NEW).text.split("<optgroup ")[1:] if group in part)
    under = under.split("</optgroup>")[0]
    assert [ground for ground in grounds if f'value="{ground}"' not in under] == []
    assert under.count("<option") == len(grounds)


@pytest.mark.article("ACC-9-5")
def test_unclear_responsibility_needs_the_case_elsewhere_and_the_gap(enter, home):
    gap = {"ground": "ACC-9-5", "responsibility_gap": "审批和监管职责没有分开公布"}
    answer = enter(office()).post(NEW, said(home, **gap))
    assert answer.status_code == 422
    assert "要写明案件编号" in answer.text
    answer = enter(office()).post(NEW, said(home, ground="ACC-9-5", external_case="（2026）冀0602刑初1号"))
    assert answer.status_code == 422
    assert "要写明责权不明、公开不力之处" in answer.text
    assert not Lead.objects.exists()
    lead = register(enter, home, **gap, external_case="（2026）冀0602刑初1号")
    assert "（2026）冀0602刑初1号" in enter(office()).get(page(lead)).text


@pytest.mark.article("ACC-9-4a", "ACC-9-4b")
@pytest.mark.parametrize("ground", ["ACC-9-4a", "ACC-9-4b"])
def test_publishing_what_may_not_be_public_is_urgent_and_needs_its_effect(enter, home, ground):
    answer = enter(office()).post(NEW, said(home, ground=ground))
    assert answer.status_code == 422
    assert "要写明不良影响或严重后果" in answer.text
    assert "不得填写或上传涉密内容" in answer.text
    assert register(enter, home, ground=ground, effect="被多个网站转载").urgent


@pytest.mark.article("GAP-09")
def test_a_poor_grade_is_no_lead_until_a_person_names_the_ground(enter, home):
    client = enter(office())
    link = f"{NEW}?source=grade"
    assert link in client.get(LIST).text
    form = client.get(link)
    assert 'name="grade_year"' in form.text
    assert 'name="grade_year"' not in client.get(NEW).text
    grade = said(home, source="grade", grade_year="2025", source_note="年度考核“差”，流程图公布一项得零分")
    for lacking, told in (
        ({"ground": ""}, "等次差本身不是追究的情形"),
        ({"grade_year": ""}, "写明年度、等次"),
        ({"source_note": ""}, "写明年度、等次"),
        ({"grade_year": "2027"}, "2027 年还没有到"),
    ):
        answer = client.post(NEW, {**grade, **lacking})
        assert (answer.status_code, told in answer.text) == (422, True)
    assert not Lead.objects.exists()
    assert client.post(NEW, grade).status_code == 302
    lead = Lead.objects.get()
    assert (lead.source, lead.grade_year, lead.ground, lead.group) == ("grade", 2025, "ACC-5-2a", "ACC-5-0")
    assert "2025" in client.get(page(lead)).text


def test_the_form_shows_likely_duplicates_and_registers_all_the_same(enter, home):
    first = register(enter, home)
    shown = enter(office()).post(NEW, said(home, show="1")).text
    assert "可能是同一件事的线索" in shown
    assert first.number in shown
    second = register(enter, home)
    assert first.number in enter(office()).get(page(second)).text
    other = house("130600SJ", "审计局")
    assert first.number not in enter(office()).post(NEW, said(other, show="1")).text


def test_a_lead_is_joined_and_its_evidence_opens_from_the_main_one(enter, home):
    out = io.BytesIO()
    Image.new("RGB", (9, 9), "green").save(out, format="JPEG")
    one = register(enter, home, attached=[SimpleUploadedFile("现场.jpg", out.getvalue())], evidence="现场照片")
    main = register(enter, home, ground="ACC-5-2b")
    client = enter(office())
    assert f'value="{main.pk}"' in client.get(page(one)).text
    answer = client.post(join(one), {"into": str(main.pk), "why": "同一次检查"})
    assert answer.url == page(main)
    shown = client.get(page(main)).text
    assert "现场照片" in shown
    file = reverse("workbench:lead_file", args=[main.pk, one.files.get().pk])
    assert file in shown
    assert client.get(file).getvalue().startswith(b"\xff\xd8")
    assert "同一次检查" in client.get(page(one)).text
    assert enter(home.clerk).get(file).status_code == 404
    for kind, starts in (("docx", b"PK"), ("pdf", b"%PDF")):
        address = reverse("workbench:lead_document", args=[main.pk, kind])
        assert enter(office()).get(address).content.startswith(starts)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"number": "线〔2026〕99999"}, "没有找到要并入的线索"),
        ({"into": "nonsense"}, "没有找到要并入的线索"),
        ({}, "没有找到要并入的线索"),
        ({"number": "OTHER"}, "另一个单位的线索"),
        ({"number": "DISC"}, "只有一条交纪检监察机关"),
        ({"number": "MAIN", "why": " "}, "要写明理由"),
    ],
)
def test_a_refused_joining_says_why_and_keeps_what_was_typed(enter, home, typed, told):
    numbers = {
        "MAIN": register(enter, home).number,
        "OTHER": register(enter, house("130600SJ", "审计局")).number,
        "DISC": register(enter, home, ground="ACC-9-2a").number,
    }
    one = register(enter, home)
    sent = {"why": "是同一件事", **typed, "number": numbers.get(typed.get("number", ""), typed.get("number", ""))}
    answer = enter(office()).post(join(one), sent)
    assert answer.status_code == 422
    assert told in answer.text
    assert sent["why"].strip() in answer.text
    one.refresh_from_db()
    assert one.status == "registered"


def test_who_may_join(enter, home):
    one, main = register(enter, home), register(enter, home)
    sent = {"number": main.number, "why": "是同一件事"}
    audit = official("audit", "audit_admin", of=home.unit)
    member = official("member", "lg_member", of=office().unit)
    people = {
        "clerk": home.clerk,
        "leader": home.leader,
        "disc": disc(),
        "audit": audit,
    }
    found = {name: enter(person).post(join(one), sent).status_code for name, person in people.items()}
    assert found == dict.fromkeys(people, 404)
    for person in (member, home.head):
        assert enter(person).post(join(one), sent).status_code == 422
        assert join(one) not in enter(person).get(page(one)).text
    assert enter(office()).get(join(one)).status_code == 405
    assert enter(office()).post(join(one), sent).status_code == 302


def test_the_list_says_how_long_a_lead_waits_and_filters_by_state(enter, home, time_machine):
    waits, done, opened = (register(enter, home, facts=f"事实{n}") for n in range(3))
    services.close(done, reason="不成立", by=office(), today=timezone.localdate(), at=AT)
    services.opened(opened, by=office(), today=timezone.localdate(), at=AT)
    time_machine.move_to(MORNING + dt.timedelta(days=12), tick=False)
    client = enter(office())
    shown = client.get(LIST, {"status": "registered"})
    assert [(lead, days) for lead, _ground, days in shown.context["rows"]] == [(waits, 12)]
    assert ">12<" in shown.text
    rows = client.get(LIST, {"status": "opened"}).context["rows"]
    assert [(lead, days) for lead, _ground, days in rows] == [(opened, None)]
    assert client.get(LIST, {"urgent": "on"}).context["rows"] == []
    shown = client.get(page(opened)).text
    assert reverse("workbench:lead_close", args=[opened.pk]) not in shown
    counts = client.get(reverse("workbench:lead_statistics")).context["tallies"]
    tally = next(one for one in counts if one.ground.id == "ACC-5-2a")
    assert (tally.registered, tally.joined, tally.opened, tally.closed, tally.total) == (1, 0, 1, 1, 3)


def test_the_pages_keep_to_their_queries_with_many_alike(enter, home):
    rows = [register(enter, home, facts=f"事实{n}") for n in range(12)]
    for row in rows[:5]:
        services.join(row, rows[-1], reason="同一件事", by=office(), at=AT)
    client = enter(office())
    pages = [page(rows[0]), page(rows[-1]), LIST, f"{NEW}?source=grade"]
    assert {one: n for one in pages if (n := queries(client, one)) > MOST_QUERIES} == {}


def test_the_office_and_the_discipline_organ_find_what_waits_for_them_urgent_first(enter, home):
    plain, urgent = register(enter, home), register(enter, home, ground="ACC-9-4a", effect="被转载")
    secret = register(enter, home, ground="ACC-9-2a")
    done = register(enter, home)
    services.close(done, reason="不成立", by=office(), today=timezone.localdate(), at=AT)
    todo = reverse("workbench:todo")

    def numbers(person) -> list[str]:
        return [task.number for task, _state in enter(person).get(todo).context["rows"] if task.number.startswith("线")]

    assert numbers(office()) == [urgent.number, secret.number, plain.number]
    assert numbers(disc()) == [secret.number]
    theirs = official("their-clerk", "lgo_clerk", of=home.unit)
    assert numbers(theirs) == [urgent.number, plain.number]
    assert [numbers(person) for person in (home.head, home.clerk, official("member", "lg_member", of=home.unit))] == [
        []
    ] * 3
