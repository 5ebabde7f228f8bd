"""The page that looks through a text or a document before it is published."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.privacy.test_documents import MOBILE, word

pytestmark = pytest.mark.django_db
ADDRESS = "workbench:screening"


def check(client, person, **said):
    client.force_login(person)
    return client.post(reverse(ADDRESS), said)


def test_a_text_is_answered_line_by_line_and_masked(client, home):
    answer = check(client, home.clerk, text=f"第一行\n电话{MOBILE}")
    assert answer.status_code == 200
    assert "第2行" in answer.text
    assert "138****1234" in answer.text
    assert answer.text.count(MOBILE) == 1  # only in the field, where it was typed


def test_a_document_is_answered_with_places_and_its_author(client, home):
    answer = check(client, home.clerk, file=SimpleUploadedFile("名单.docx", word("王五")))
    for said in ("正文第2段", "页脚第1段", "不得公布", "文档属性的作者：王五"):
        assert said in answer.text


def test_a_clean_text_is_said_to_be_clean_of_what_was_looked_for(client, home):
    assert "没有查到个人信息" in check(client, home.clerk, text="办理时限20个工作日").text


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "请粘贴文字，或选一个文件"),
        ({"file": ("a.docx", b"PK broken")}, "文件打不开"),
        ({"file": ("a.exe", b"MZ")}, "文件打不开"),
    ],
)
def test_nothing_or_something_unreadable_is_not_called_clean(client, home, said, why):
    sent = {name: SimpleUploadedFile(*value) for name, value in said.items()}
    answer = check(client, home.clerk, **sent)
    assert answer.status_code == 422
    assert why in answer.text
    assert "没有查到" not in answer.text


def test_a_stranger_is_sent_to_the_login(client):
    assert client.get(reverse(ADDRESS)).status_code == 302
