"""本地政策期限一览: every limit that the text leaves open, to print (GAP-18)."""

import io

import pikepdf
import pytest
from django.urls import reverse
from docx import Document

from mingjing.regulations.models import LocalPolicy, Regulation
from mingjing.rules import packs
from tests.casework.signals import in_force
from tests.workbench.changing import MORNING, office

pytestmark = pytest.mark.django_db
PACK = "baoding-2010"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()


def printed(client, kind: str) -> bytes:
    return client.get(reverse("workbench:local_limits", args=[PACK, kind])).content


@pytest.mark.article("GAP-18")
def test_every_local_limit_and_none_of_the_text_is_printed_with_place_length_and_reason(enter, home):
    LocalPolicy.objects.create(
        regulation=Regulation.objects.get(), limit="CMP-7-2d", length=8, counted_in="working_days", chosen_by="李四",
        chosen_on=MORNING.date(), why="便于群众",
    )  # fmt: skip
    page = enter(office()).get(reverse("workbench:regulation", args=[PACK])).text
    assert reverse("workbench:local_limits", args=[PACK, "pdf"]) in page
    (table,) = Document(io.BytesIO(printed(enter(office()), "docx"))).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    local = [limit for limit in packs.load(PACK).limits.values() if limit.local_policy]
    assert [row[0] for row in rows] == [limit.name for limit in local]
    said = dict(zip((limit.id for limit in local), rows, strict=True))
    assert said["CMP-7-2d"][2:] == ["8个工作日", "李四，2026-03-02：便于群众"]
    assert all(place and length for _name, place, length, _why in rows)
    unit = Document(io.BytesIO(printed(enter(home.clerk), "docx"))).tables[0]
    assert "李四" not in "".join(cell.text for row in unit.rows for cell in row.cells)  # who chose is the office's
    with pikepdf.open(io.BytesIO(printed(enter(office()), "pdf"))) as opened:
        assert len(opened.pages) >= 1
    assert enter(office()).get(reverse("workbench:local_limits", args=[PACK, "exe"])).status_code == 404
