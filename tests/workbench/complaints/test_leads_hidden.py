"""What a lead tells of whoever complained, and to the accused unit: nothing, through any door (ACC-9-2a, CMP-8-b)."""

import datetime as dt
import io
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from mingjing.ledger.models import Entry
from mingjing.supervision.models import Lead
from mingjing.supervision.selectors import leads as selectors
from tests.canaries import forms
from tests.catalogue.factories import house, official
from tests.complaints.factories import WHO, keyed
from tests.complaints.handling import Hands
from tests.supervision.factories import lead
from tests.workbench.changing import office

pytestmark = pytest.mark.django_db(databases="__all__")
LEADS, NEW = reverse("workbench:leads"), reverse("workbench:lead_new")
XLSX, COUNTS = reverse("workbench:leads_xlsx"), reverse("workbench:lead_statistics")
LEDGER, TODO = reverse("workbench:ledger"), reverse("workbench:todo")
WORDS = "举报后被调离岗位"
ACCUSED = ("lgo_clerk", "lgo_head", "lg_member", "disc_officer", "audit_admin", "unit_leader")


def words_of(answer) -> str:
    """What a page or a sheet says."""
    data = answer.getvalue()
    if not data.startswith(b"PK"):
        return data.decode()
    return str([row for sheet in load_workbook(io.BytesIO(data)).worksheets for row in sheet.values])


def printed(client, row: Lead, kind: str, tmp_path: Path) -> str:
    """The words of the lead's document."""
    data = client.get(reverse("workbench:lead_document", args=[row.pk, kind])).content
    if kind == "pdf":
        (tmp_path / "lead.pdf").write_bytes(data)
        command = ["pdftotext", tmp_path / "lead.pdf", "-"]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode()
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.article("ACC-9-1a", "ACC-9-2a")
def test_a_lead_from_a_finding_shows_nothing_of_whoever_complained_through_any_door(centre, opened, tmp_path):
    case = Hands(centre, happened_on=dt.date(2026, 2, 2), identity=WHO).concluded("true")
    head = opened(centre.head)
    initial = head.get(NEW, {"source": "finding", "id": str(case.pk)}).context["form"].initial
    said = {name: value for name, value in initial.items() if value}
    assert head.post(NEW, {**said, "evidence": "案卷"}).status_code == 302
    row = Lead.objects.get()
    page = reverse("workbench:lead", args=[row.pk])
    secrets = [WHO.name, *vars(WHO).values(), str(case.pk), case.pk.hex, case.row().number, case.code, "图纸"]
    client = opened(office())
    doors = {address: client.get(address) for address in (page, LEADS, XLSX, COUNTS, TODO)}
    assert doors[page].status_code == 200
    seen = {address: words_of(answer).encode() for address, answer in doors.items()}
    seen |= {kind: printed(client, row, kind, tmp_path).encode() for kind in ("docx", "pdf")}
    seen["ledger"] = str(list(Entry.objects.filter(case_id=row.pk).values())).encode()
    seen["row"] = str(vars(row)).encode()
    assert all(row.number.encode() in seen[door] for door in (page, LEADS, XLSX, "docx", "pdf"))
    looked = [(word, one) for word in filter(None, secrets) for one in forms(word)]
    found = {(door, word) for door, data in seen.items() for word, one in looked if one in data}
    assert found == set()


@pytest.mark.article("ACC-9-2a")
@pytest.mark.parametrize("role", ACCUSED)
def test_nobody_of_the_accused_unit_learns_that_there_is_a_lead(centre, enter, role):
    other = house("130600SL", "水利局").unit
    hidden, shown = lead(centre.accused, "ACC-9-2a", facts=WORDS), lead(other, "ACC-9-2a", facts=WORDS)
    theirs = keyed(official(f"accused-{role}", role, of=centre.accused))
    client = enter(theirs)
    for address in (LEADS, XLSX, COUNTS, TODO, LEDGER, f"{LEDGER}?export=xlsx", f"{LEDGER}?number={hidden.number}"):
        answer = client.get(address)
        asked = address.endswith(hidden.number)  # the filter repeats what was typed into it
        assert hidden.number not in words_of(answer) or asked, address
    if answer.status_code == 200:
        assert answer.context["page"].rows == []
    for name in ("lead", "lead_document", "lead_close", "lead_join", "accountability_open"):
        address = reverse(f"workbench:{name}", args=[hidden.pk, *(["pdf"] if name == "lead_document" else [])])
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}
    assert not {hidden} & set(selectors.waiting(theirs))
    sees = role in ("lgo_clerk", "lgo_head", "lg_member", "disc_officer")
    total = sum(one.total for one in selectors.tallies(selectors.leads(theirs), day=dt.date(2026, 2, 11)))
    assert total == (1 if sees else 0)  # the other unit's alone
    assert (shown.number in words_of(client.get(LEADS))) == sees
    beside = enter(office()).get(reverse("workbench:lead", args=[shown.pk])).text
    assert hidden.number not in beside


@pytest.mark.article("ACC-9-2a")
def test_whoever_else_reads_the_ledger_finds_its_line_without_the_unit(centre, enter):
    row = lead(centre.accused, "ACC-9-2a", facts=WORDS)
    page = enter(official("head", "lgo_head", of=office().unit)).get(LEDGER, {"number": row.number})
    assert [entry.case_id for entry in page.context["page"]] == [row.pk]
    assert centre.accused.name not in page.text.split("<table")[1]
