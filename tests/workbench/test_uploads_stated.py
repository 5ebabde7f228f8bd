"""Wherever a file is sent, the page says that the system must not hold secrets (ACC-9-4b)."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from mingjing.assignments import services as assignments
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, draft
from tests.workbench.changing import LAST, office

STATED = re.compile("不得存放国家秘密|不得填写或上传涉密内容|不能处理国家秘密")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SENDING = [path for path in sorted(TEMPLATES.rglob("*.html")) if "multipart/form-data" in path.read_text("utf-8")]


@pytest.mark.article("ACC-9-4b")
@pytest.mark.parametrize("path", SENDING, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_page_that_takes_files_says_so_itself_or_by_the_form_it_includes(path):
    text = path.read_text("utf-8")
    by_form = "components/form.html" in text and STATED.search((TEMPLATES / "components/form.html").read_text("utf-8"))
    assert STATED.search(text) or by_form


@pytest.mark.django_db
@pytest.mark.article("ACC-9-4b")
def test_the_forms_say_it_once_where_a_person_reads_them(enter, home):
    in_force()
    version = draft(home)
    task = assignments.assign(home.unit, title="补公", basis="ACC-9-3", due_on=LAST, by=office(), at=AT)
    pages = {
        reverse("workbench:lead_new"): office(),
        reverse("workbench:calendar"): office(),
        reverse("workbench:screening"): home.clerk,
        reverse("workbench:chart", args=[version.item.number, version.no]): home.clerk,
        task.get_absolute_url(): home.clerk,
    }
    found = {page: len(STATED.findall(enter(person).get(page).text)) for page, person in pages.items()}
    assert found == dict.fromkeys(pages, 1)
