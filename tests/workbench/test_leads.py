"""线索: grounds under their articles, what each needs, and nothing that registers one by itself."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from mingjing.assignments import services as assignments
from mingjing.casework.models import Signal
from mingjing.casework.services.sweeping import sweep
from mingjing.supervision.models import Lead
from tests.casework.signals import in_force, on, power, take
from tests.catalogue.factories import AT, house, official, published
from tests.workbench.changing import LAST, MORNING, MOST_QUERIES, office, queries

pytestmark = pytest.mark.django_db
LIST, NEW, COUNTS = reverse("workbench:leads"), reverse("workbench:lead_new"), reverse("workbench:lead_statistics")


@pytest.fixture(autouse=True)
def today(time_machine):
    """Monday, 2 March 2026, the regulation in force."""
    time_machine.move_to(MORNING, tick=False)
    in_force()


def register(enter, home, **said):
    columns = {"unit": home.unit.pk, "ground": "ACC-5-2a", "facts": "至今没有公布职权目录。", **said}
    return enter(office()).post(NEW, columns)


@pytest.mark.article("ACC-5-0", "ACC-6-0", "ACC-7-0")
@pytest.mark.parametrize(
    ("group", "grounds"),
    [
        ("ACC-5-0", ["ACC-5-1a", "ACC-5-1g", "ACC-5-2a", "ACC-5-2b", "ACC-5-3", "ACC-5-4"]),
        ("ACC-6-0", ["ACC-6-1a", "ACC-6-1b", "ACC-6-1c", "ACC-6-2", "ACC-6-3", "ACC-6-4a", "ACC-6-4b"]),
        ("ACC-7-0", ["ACC-7-1", "ACC-7-2a", "ACC-7-2b", "ACC-7-2c", "ACC-7-3a", "ACC-7-3b"]),
    ],
)
def test_the_form_lists_the_grounds_of_an_article_under_its_heading(enter, group, grounds):
    page = enter(office()).get(NEW).text
    heading = page.split("<optgroup ")[1:]
    under = next(part.split("</optgroup>")[0] for part in heading if group in part)
    assert [ground for ground in grounds if f'value="{ground}"' not in under] == []
    assert f"/regulations/baoding-2010/{group[:5]}/#{grounds[0]}" in page


def test_a_registered_lead_shows_its_ground_with_the_article_and_its_file(enter, home):
    answer = register(enter, home, happened_on="2026-02-27")
    lead = Lead.objects.get()
    assert answer.url == reverse("workbench:lead", args=[lead.pk])
    page = enter(office()).get(answer.url).text
    assert lead.number == f"线〔2026〕{lead.number[-5:]}"
    assert "没有公开职权目录" in page
    assert "登记线索" in page
    assert (lead.status, lead.pack, lead.group, lead.source) == ("registered", "baoding-2010", "ACC-5-0", "person")


@pytest.mark.article("ACC-5-4")
def test_the_other_ground_without_citation_is_refused_and_keeps_what_was_typed(enter, home):
    answer = register(enter, home, ground="ACC-5-4")
    assert answer.status_code == 422
    assert "要写明要求公开的规定" in answer.text
    assert "至今没有公布职权目录。" in answer.text
    assert not Lead.objects.exists()
    assert register(enter, home, ground="ACC-5-4", citation="政府信息公开条例第二十条第六项").status_code == 302


@pytest.mark.article("ACC-7-3a", "ACC-7-3b")
@pytest.mark.parametrize("ground", ["ACC-7-3a", "ACC-7-3b"])
def test_inaction_and_wrongful_action_need_their_effect_and_evidence(enter, home, ground):
    answer = register(enter, home, ground=ground)
    assert answer.status_code == 422
    assert "要写明不良影响或严重后果" in answer.text
    assert "要写明证据" in answer.text
    assert register(enter, home, ground=ground, effect="三十户停水两天", evidence="  ").status_code == 422
    assert not Lead.objects.exists()
    assert register(enter, home, ground=ground, effect="三十户停水两天", evidence="停水记录").status_code == 302


def test_a_picture_is_evidence_and_only_the_office_opens_it(enter, home):
    out = io.BytesIO()
    Image.new("RGB", (9, 9), "green").save(out, format="JPEG")
    files = [SimpleUploadedFile("现场.jpg", out.getvalue()), SimpleUploadedFile("门口.jpg", out.getvalue())]
    answer = register(enter, home, ground="ACC-7-3a", effect="停水", attached=files)
    assert answer.status_code == 302
    lead = Lead.objects.get()
    assert lead.files.count() == 2
    address = reverse("workbench:lead_file", args=[lead.pk, lead.files.first().pk])
    shown = enter(office()).get(address)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown.getvalue().startswith(b"\xff\xd8")
    assert enter(home.clerk).get(address).status_code == 404


def test_a_file_that_is_not_what_it_says_is_refused(enter, home):
    fake = SimpleUploadedFile("现场.jpg", b"MZ not a picture")
    answer = register(enter, home, attached=[fake])
    assert answer.status_code == 422
    assert "内容和扩展名不符" in answer.text
    assert not Lead.objects.exists()


@pytest.mark.article("X-08")
def test_a_hundred_red_signals_make_no_lead(enter, home):
    version = power(home)
    take(version, [(f"办{n}", "受理", on("2026-04-28")) for n in range(100)], now="2026-05-09")
    sweep(today=LAST.replace(month=6), at=AT)
    assert Signal.objects.filter(colour="red").count() >= 100
    assert not Lead.objects.exists()


def test_a_signal_offers_the_form_filled_in_and_a_person_sends_it(enter, home, time_machine):
    version = power(home)
    take(version, [("办1", "受理", on("2026-04-28"))], now="2026-05-09")
    time_machine.move_to(on("2026-05-09"), tick=False)
    signal = Signal.objects.get()
    client = enter(office())
    link = f"{NEW}?source=signal&amp;id={signal.pk}"
    assert link in client.get(reverse("workbench:signal", args=[signal.pk])).text
    page = client.get(NEW, {"source": "signal", "id": str(signal.pk)})
    assert 'value="ACC-7-2c" selected' in page.text
    assert "到期没有办结" in page.text
    assert not Lead.objects.exists()
    said = {name: value or "" for name, value in page.context["form"].initial.items()}
    assert client.post(NEW, said).status_code == 302
    assert client.post(NEW, said).status_code == 422  # once is enough
    assert Lead.objects.get().source_id == signal.pk


def test_an_overdue_assignment_offers_the_form_filled_in(enter, home):
    day = MORNING.date()
    row = assignments.assign(
        home.unit, title="补公服务电话", basis="ACC-5-1f", due_on=day.replace(day=1), by=office(), at=AT
    )
    client = enter(office())
    assert f"{NEW}?source=assignment&amp;id={row.pk}" in client.get(row.get_absolute_url()).text
    page = client.get(NEW, {"source": "assignment", "id": str(row.pk)}).text
    assert 'value="ACC-5-1f" selected' in page
    assert "逾期 1 天" in page


def test_nobody_sees_a_source_that_is_not_there(enter):
    page = enter(office()).get(NEW, {"source": "signal", "id": "nonsense"})
    assert page.context["form"].initial == {"source": "person"}


def test_closing_needs_a_reason_and_ends_it(enter, home):
    register(enter, home)
    lead = Lead.objects.get()
    address = reverse("workbench:lead_close", args=[lead.pk])
    client = enter(office())
    refused = client.post(address, {"words": " "})
    assert (refused.status_code, "写明理由" in refused.text) == (422, True)
    assert client.post(address, {"words": "已补公，情节轻微"}).status_code == 302
    lead.refresh_from_db()
    assert (lead.status, lead.closed_for) == ("closed", "已补公，情节轻微")
    assert "状态已变化" in client.post(address, {"words": "再了结"}).text


@pytest.mark.article("ACC-7-3b")
def test_statistics_count_inaction_and_wrongful_action_apart(enter, home):
    for ground, times in (("ACC-7-3a", 2), ("ACC-7-3b", 1)):
        for _ in range(times):
            register(enter, home, ground=ground, effect="停水", evidence="记录")
    client = enter(office())
    book = load_workbook(io.BytesIO(client.get(COUNTS, {"as": "xlsx"}).getvalue()))
    counts = {row[1]: row[7] for row in book.worksheets[0].values}
    assert (counts["ACC-7-3a"], counts["ACC-7-3b"], counts["ACC-5-1a"]) == ("2", "1", "0")
    page = client.get(COUNTS).text
    assert f"{LIST}?ground=ACC-7-3a" in page
    assert f"{LIST}?ground=ACC-7-3b" in page


def test_the_sheet_holds_what_the_filter_shows(enter, home):
    register(enter, home)
    register(enter, home, ground="ACC-5-2b", facts="没有流程图。")
    answer = enter(office()).get(reverse("workbench:leads_xlsx"), {"ground": "ACC-5-2b"})
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).worksheets[0].values)
    assert [row[2] for row in rows[1:]] == ["ACC-5-2b"]


def test_leads_exist_for_the_office_only(enter, home):
    register(enter, home)
    lead = reverse("workbench:lead", args=[Lead.objects.get().pk])
    people = {
        "clerk": home.clerk,
        "leader": home.leader,
        "secrecy": home.secrecy,
        "admin": official("admin", "system_admin", of=house("130600SZF", "政府办").unit),
        "member": official("member", "lg_member", of=office().unit),
        "head": home.head,
    }
    pages = (LIST, lead, COUNTS, NEW, reverse("workbench:leads_xlsx"))
    found = {name: [enter(person).get(page).status_code for page in pages] for name, person in people.items()}
    nothing = [404] * 5
    assert found == {
        **dict.fromkeys(("clerk", "leader", "secrecy", "admin"), nothing),
        "member": [200, 200, 200, 404, 200],
        "head": [200] * 5,
    }
    assert enter(home.clerk).post(NEW, {}).status_code == 404


def test_the_pages_keep_to_their_queries(enter, home):
    published(home)
    for n in range(60):
        register(enter, home, facts=f"事实{n}")
    client = enter(office())
    lead = reverse("workbench:lead", args=[Lead.objects.first().pk])
    assert {page: n for page in (LIST, lead, COUNTS, NEW) if (n := queries(client, page)) > MOST_QUERIES} == {}


@pytest.mark.parametrize(("kind", "starts"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_a_lead_is_printed_for_the_file(enter, home, kind, starts):
    register(enter, home, ground="ACC-7-3a", effect="停水", evidence="记录")
    address = reverse("workbench:lead_document", args=[Lead.objects.get().pk, kind])
    assert enter(office()).get(address).content.startswith(starts)
    assert enter(home.clerk).get(address).status_code == 404
    assert enter(office()).get(address.replace(kind, "exe")).status_code == 404
