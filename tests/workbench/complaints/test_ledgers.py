"""登记簿: the same lines as page, sheet and document, no gap, nothing of the content; filed with its digest."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import ledgers
from mingjing.complaints.services import recording, voiding
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry, NumberSeries
from tests.catalogue.factories import official
from tests.complaints.factories import AT, filed, keys
from tests.portal.test_documents import text as words
from tests.workbench.changing import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE = reverse("workbench:complaint_ledger")
PDF = reverse("workbench:complaint_ledger_document", args=["pdf"])
FILE = reverse("workbench:complaint_ledger_file")
YEAR = 2026
WORDS = ("住房", "住建", "图纸")


def numbers_in_sheet(answer) -> list[str]:
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]


@pytest.mark.article("CMP-7-1d", "CMP-7-1c")
def test_sheet_and_document_hold_the_same_numbers_and_a_voided_one_with_its_reason(centre, opened):
    made = [filed(centre).complaint for _n in range(3)]
    with seeing(SYSTEM):
        keyed = keys(made[1], centre.clerk)
        voiding.void(made[1], "twice", reason="重复登记", keys=keyed, by=centre.head, today=AT.date(), at=AT)
    client = opened(centre.head)
    page = client.get(PAGE)
    assert "发出编号 3 个，登记 3 个，其中作废 1 个，缺号 0 个" in page.text
    assert "编号连续" in page.text
    assert "no-store" in page["Cache-Control"]
    sheet = numbers_in_sheet(client.get(PAGE, {"export": "xlsx"}))
    assert sheet == [f"投〔2026〕0000{n}" for n in (1, 2, 3)]
    text = words(client.get(PDF).content)
    assert [number in text for number in sheet] == [True] * 3
    assert not any(word in page.text + text for word in WORDS)
    with seeing(SYSTEM):
        line = next(line for line in ledgers.lines(centre.head, Complaint.objects.all()) if line.void)
    assert line.complaint.number == "投〔2026〕00002"


@pytest.mark.article("CMP-7-1d")
def test_a_missing_number_is_named_and_nothing_is_filed(centre, opened):
    filed(centre)
    NumberSeries.objects.filter(name="投-2026").update(last=3)
    client = opened(centre.head)
    page = client.get(PAGE).text
    assert "编号不连续" in page
    assert "投〔2026〕00002、投〔2026〕00003" in page
    answer = client.post(FILE, {"whom": "市纪委监委"})
    assert (answer.status_code, "不能备案" in answer.text) == (422, True)


@pytest.mark.article("CMP-7-1d")
def test_it_is_filed_for_the_record_with_its_digest(centre, opened):
    filed(centre)
    client = opened(centre.head)
    assert client.post(FILE, {"whom": ""}).status_code == 422
    assert client.post(FILE, {"whom": "市纪委监委"}).status_code == 302
    entry = Entry.objects.get(step="备案")
    digest = ledgers.digest_of(ledgers.everything(centre.head, YEAR, most=10))
    assert (entry.after["count"], entry.after["digest"]) == (1, digest)
    page = client.get(PAGE).text
    assert digest in page
    assert "市纪委监委" in page


def test_a_clerk_sees_the_lines_of_the_own_cases_only_and_files_nothing(centre, opened):
    own = filed(centre).complaint
    hidden = filed(centre, by=centre.clerk).complaint  # who entered it cannot open it
    client = opened(centre.clerk)
    page = client.get(PAGE).text
    assert own.number in page
    assert hidden.number not in page
    assert "发出编号" not in page
    assert numbers_in_sheet(client.get(PAGE, {"export": "xlsx"})) == [own.number]
    assert client.post(FILE, {"whom": "某机关"}).status_code == 404
    with pytest.raises(Refused, match="权限"):
        recording.file(YEAR, whom="某机关", by=centre.clerk, at=AT)
    with pytest.raises(Refused, match="还没有登记"):
        recording.file(2020, whom="某机关", by=centre.head, at=AT)


def test_nobody_outside_the_centre_finds_it(centre, opened):
    for person in (centre.accused_clerk, official("audit", "audit_admin", of=centre.accused)):
        client = opened(person)
        assert [client.get(page).status_code for page in (PAGE, PDF)] == [404, 404]


def test_it_keeps_to_its_queries(centre, opened):
    for _n in range(3):
        filed(centre)
    assert queries(opened(centre.head), PAGE) <= MOST_QUERIES
