"""The pages of filings as their tests use them: addresses, and a form as a browser would send it."""

import io
from collections.abc import Iterable
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.filings.models import Filing
from tests.filings.factories import URL, figures

LIST, TASKS = reverse("workbench:filings"), reverse("workbench:filing_tasks")
NEW = reverse("workbench:filing_task_new")
LEAD = reverse("workbench:lead_new")


def pdf(name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def address(row: Filing, key: str = "") -> str:
    if key == "draft":
        return reverse("workbench:filing_draft", args=[row.pk])
    if key == "figures":
        return reverse("workbench:filing_figures_in", args=[row.pk])
    return reverse("workbench:filing_act", args=[row.pk, key]) if key else row.get_absolute_url()


def typed(*, hand_in: bool = True, attached: Iterable[Any] = (), **changed: Any) -> dict[str, Any]:
    """An annual report with nothing wrong in it; `t3_new_person` and the like change a figure."""
    cells = {name: str(value) for name, value in figures().items()}
    cells |= {name.replace("_", "-"): said for name, said in changed.items() if name[:1] == "t" and name[1:2].isdigit()}
    words = {name: said for name, said in changed.items() if name.replace("_", "-") not in cells}
    button = {"hand_in": "1"} if hand_in else {"save": "1"}
    return {
        "words": "一年来的工作。",
        "url": URL,
        "not_secret": "on",
        **words,
        **cells,
        **button,
        "attached": [*attached],
    }
