"""Who may open which page of filings and press which button in each state; papers and sheets."""

import io
from itertools import product

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from mingjing.core import uploads
from mingjing.core.sheets import XLSX
from mingjing.filings.enums import FilingStatus
from mingjing.filings.models import Filing, Submission
from mingjing.filings.services import drafting, handling
from mingjing.filings.services.drafting import Said
from tests.casework.signals import in_force
from tests.catalogue.factories import official
from tests.filings.factories import (
    DAY,
    DUE,
    SENT,
    accept,
    ad_hoc,
    annual,
    at,
    figures,
    file,
    filing_of,
    head,
    office,
    report,
    send_back,
)
from tests.workbench.filing import LIST, NEW, TASKS, address, pdf, typed

pytestmark = pytest.mark.django_db
LATE = DUE + DAY
YEAR = reverse("workbench:filing_task_annual", args=[2026])
ACTS = {
    "draft": typed(words="材料"),
    "accept": {"words": ""},
    "return": {"words": "补"},
    "move": {"words": "忙", "due_on": str(LATE + 9 * DAY)},
    "judge": {"words": "忙", "excused": "no"},
    "withdraw": {"words": "免"},
}
MAY = {
    ("clerk", "draft"): {"to_file", "returned"},
    ("office", "accept"): {"filed"},
    ("office", "return"): {"filed"},
    ("office", "move"): {"to_file", "returned"},
    ("office", "withdraw"): {"to_file", "returned", "filed"},
    ("head", "judge"): set(FilingStatus),
}
OWN = {"list", "filing", "template", "file", "receipt", "figures"}
READS = OWN | {"tasks", "task", "zip"}
UNSEEN = {"stranger", "admin", "disc"}


@pytest.fixture(autouse=True)
def today(time_machine):
    """The day after the last one, the regulation in force."""
    time_machine.move_to(at(LATE), tick=False)
    in_force()


@pytest.fixture
def people(home, other):
    place = home.head.unit
    return {
        "clerk": home.clerk, "leader": home.leader, "stranger": other.clerk, "office": office(), "head": head(),
        "member": official("member", "lg_member", of=place), "admin": official("admin", "system_admin", of=home.unit),
        "disc": official("disc", "disc_officer", of=home.unit),
    }  # fmt: skip


def brought(row: Filing, status: str) -> Filing:
    """A late filing, taken to a state by its own steps."""
    if status in ("filed", "returned", "accepted"):
        file(row, LATE, Said("材料"))
    if status == "returned":
        send_back(row, LATE)
    if status == "accepted":
        accept(row, LATE)
    if status == "withdrawn":
        handling.withdraw(row, reason="免", by=office(), today=LATE, at=at(LATE))
    return row


@pytest.mark.parametrize("status", list(FilingStatus))
def test_who_may_do_what_in_each_state(enter, home, people, status):
    """Route by role by state: 302 moved on, 422 refused in words, 404 does not exist."""
    for number, ((who, person), key) in enumerate(product(people.items(), ACTS)):
        row = brought(filing_of(ad_hoc(home, title=f"材料{number}"), home), status)
        answer = enter(person).post(address(row, key), ACTS[key])
        expected = 404 if who in UNSEEN else 302 if status in MAY.get((who, key), ()) else 422
        assert answer.status_code == expected, (who, key)
        if expected != 302:
            assert Filing.objects.get(pk=row.pk).status == status


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("clerk", OWN),
        ("leader", OWN),
        ("stranger", {"list", "template"}),  # the unit owes the same report
        ("office", READS | {"new", "annual"}),
        ("head", READS | {"new", "annual"}),
        ("member", READS),
        ("admin", set()),
        ("disc", set()),
    ],
)
def test_who_may_open_which_page(enter, home, people, who, seen):
    task = annual(day=SENT, files=(kept("模板.pdf"),))
    row = filing_of(task, home)
    said = file(row, DUE, files=(kept("全文.pdf"),))
    pages = {
        "list": LIST, "tasks": TASKS, "new": NEW, "annual": YEAR, "filing": address(row),
        "task": task.get_absolute_url(), "zip": reverse("workbench:filing_bundle", args=[task.pk]),
        "template": reverse("workbench:filing_template", args=[task.pk, task.files.get().pk]),
        "file": reverse("workbench:filing_file", args=[row.pk, said.files.get().pk]),
        "receipt": reverse("workbench:filing_receipt", args=[row.pk, 1, "docx"]),
        "figures": reverse("workbench:filing_figures", args=[row.pk]),
    }  # fmt: skip
    client = enter(people[who])
    found = set()
    for name, page in pages.items():
        answer = client.get(page)
        assert answer.status_code in (200, 404), name
        if answer.status_code == 200:
            found.add(name)
            assert not answer.streaming or answer.getvalue()
    assert found == seen


def kept(name: str) -> uploads.Kept:
    return uploads.keep(pdf(name))


def test_a_stranger_sees_nothing_in_the_list_and_nobody_enters_without_an_account(enter, client, home, other):
    row = filing_of(ad_hoc(home, day=SENT), home)
    assert client.get(LIST).status_code == 302
    assert row.number not in enter(other.clerk).get(LIST).text


@pytest.mark.article("ACC-8-2")
def test_the_receipt_tells_number_time_and_digests_as_word_and_pdf(enter, home):
    row = filing_of(annual(day=SENT), home)
    said = file(row, DUE, files=(kept("全文.pdf"),))
    client = enter(home.clerk)
    made = Document(io.BytesIO(client.get(reverse("workbench:filing_receipt", args=[row.pk, 1, "docx"])).content))
    text = "\n".join(
        [part.text for part in made.paragraphs]
        + [cell.text for table in made.tables for line in table.rows for cell in line.cells]
    )
    digests = (said.digest, said.files.get().digest)
    lines = [half for digest in digests for half in (digest[:32], digest[32:])]
    for told in (said.receipt, row.number, "2026年1月31日 10:00", "责任追究办法第八条第一项", *lines):
        assert told in text
    pdf = client.get(reverse("workbench:filing_receipt", args=[row.pk, 1, "pdf"]))
    with pikepdf.open(io.BytesIO(pdf.content)) as opened:
        assert len(opened.pages) >= 1


def workbook(row: Filing, client) -> object:
    return load_workbook(io.BytesIO(client.get(reverse("workbench:filing_figures", args=[row.pk])).content))


def upload(book) -> SimpleUploadedFile:
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("统计表.xlsx", out.getvalue(), content_type=XLSX)


@pytest.mark.article("X-07")
def test_the_template_filled_in_fills_the_tables_and_comes_back_the_same(enter, home):
    row = filing_of(annual(day=SENT), home)
    client = enter(home.clerk)
    book = workbook(row, client)
    three = book["表三"]
    for place, values in {2: (5, 1, 0, 0, 0, 0, 6), 26: (5, 1, 0, 0, 0, 0, 6)}.items():
        for column, value in enumerate(values, start=2):
            three.cell(place, column).value = value
    book["表二"].cell(7, 6).value = "12.5"
    assert client.post(address(row, "figures"), {"file": upload(book)}).status_code == 302
    draft = Submission.objects.get()
    assert draft.numbers() == figures(t3_new_person="5", t3_new_firm="1", t3_next_person="5", t3_next_firm="1",
                                      t2_fees_fees="12.5")  # fmt: skip
    again = client.post(address(row, "figures"), {"file": upload(workbook(row, client))})
    assert again.status_code == 302
    assert Submission.objects.get().numbers() == draft.numbers()


def test_a_faulty_workbook_is_told_by_sheet_and_row_and_nothing_of_it_is_taken(enter, home):
    row = filing_of(annual(day=SENT), home)
    client = enter(home.clerk)
    drafting.save(row, report(figures=figures(t3_new_person="2", t3_next_person="2")), by=home.clerk, at=at(SENT))
    book = workbook(row, client)
    book["表三"].cell(2, 2).value = "很多"
    book["表三"].cell(4, 1).value = "没有这一行"
    book["表二"].cell(2, 5).value = "3"
    answer = client.post(address(row, "figures"), {"file": upload(book)})
    assert answer.status_code == 422
    faults = {(fault.sheet, fault.row, fault.column, fault.what[:6]) for fault in answer.context["faulty"].faults}
    assert ("表三", 2, "自然人", "“很多”不是") in faults
    assert ("表二", 2, "本年处理决定数量", "这一行没有这") in faults
    assert ("表三", 0, "项目", "缺少“予以公") in faults
    assert Submission.objects.get().figures["t3-new-person"] == "2"


@pytest.mark.parametrize("data", [b"", b"no sheet at all"])
def test_what_is_no_workbook_is_refused_in_words(enter, home, data):
    row = filing_of(annual(day=SENT), home)
    answer = enter(home.clerk).post(address(row, "figures"), {"file": SimpleUploadedFile("统计表.xlsx", data)})
    assert answer.status_code == 422
    assert not Submission.objects.exists()


def test_nobody_but_the_clerk_fills_tables_or_touches_the_files_of_a_draft(enter, home, people):
    row = filing_of(annual(day=SENT), home)
    draft = drafting.save(row, report(), by=home.clerk, at=at(SENT), files=(kept("稿.pdf"),))
    book = workbook(row, enter(home.clerk))
    drop = reverse("workbench:filing_file_drop", args=[row.pk, draft.files.get().pk])
    for who in ("leader", "office", "head", "member", *UNSEEN):
        client = enter(people[who])
        answer = client.post(address(row, "figures"), {"file": upload(book)})
        assert answer.status_code == (404 if who in UNSEEN else 422), who
        assert client.post(drop).status_code == 404, who
    assert draft.files.count() == 1
    assert Submission.objects.get().saved_by == home.clerk


def test_other_material_has_no_tables(enter, home):
    row = filing_of(ad_hoc(home, day=SENT), home)
    client = enter(home.clerk)
    assert client.get(reverse("workbench:filing_figures", args=[row.pk])).status_code == 404
    page = client.get(address(row)).text
    assert "统计表" not in page
    assert "公开网址" not in page


def test_nobody_sees_anothers_lateness_as_a_leads_source(enter, home, people):
    row = filing_of(ad_hoc(home, day=SENT), home)
    asked = {"source": "filing", "id": str(row.pk)}
    lead = reverse("workbench:lead_new")
    assert enter(people["office"]).get(lead, asked).context["form"].initial["ground"] == "ACC-8-2"
    assert enter(people["disc"]).get(lead, asked).context["form"].initial == {"source": "person"}
    assert enter(home.clerk).get(lead, asked).status_code == 404
