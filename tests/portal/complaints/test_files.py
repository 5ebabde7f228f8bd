"""Files of the form: sealed while they come in, kept through a mistake, gone with a form that is never sent."""

import datetime as dt
import os
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mingjing.complaints import uploads
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import opening
from mingjing.complaints.services import lookup, sweeping
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.portal.complaints import guarding
from tests.portal.complaints.forms import FORM, TEXT, blank, code_of, hidden, send

pytestmark = pytest.mark.django_db(databases="__all__")
DATA = b"%PDF-1.7 canary-of-a-file " * 9000


def paper(name: str = "证明.pdf", data: bytes = DATA) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def on_disk() -> list:
    folder = settings.MEDIA_ROOT / "sealed"
    return [path for path in folder.rglob("*") if path.is_file()]


def files_of(answer) -> dict[str, bytes]:
    """Name and bytes of each file of a receipt's complaint."""
    with lookup.holding(code_of(answer)) as held:
        (complaint,) = held.complaints
        (found,) = opening.read(complaint, held.keys[complaint.pk])
        return {file.name: b"".join(file.chunks()) for file in found.files}


def mistaken(client, *files):
    """The form with files, sent without a word of text; the answer, and what a browser would send next."""
    sheet = blank(client)
    answer = client.post(FORM, {**sheet, "text": "", "files": list(files)})
    assert answer.status_code == 422
    return answer, {**sheet, "text": TEXT, "form": hidden(answer, "form"), "kept": hidden(answer, "kept")}


@pytest.mark.article("CMP-4-0")
def test_files_are_sealed_and_read_back_by_the_code(client, centre):
    answer = send(client, files=[paper(), paper("录音.mp3", b"ID3" + bytes(9000))])
    assert files_of(answer) == {"证明.pdf": DATA, "录音.mp3": b"ID3" + bytes(9000)}
    assert not any(b"canary-of-a-file" in path.read_bytes() for path in on_disk())


def test_files_stay_through_a_mistake_and_their_names_are_nowhere_in_the_clear(client, centre):
    answer, sheet = mistaken(client, paper(), paper("b.txt", b"text"))
    assert "证明.pdf" in answer.text
    assert "未经病毒检查" in answer.text
    assert "证明" not in sheet["kept"]
    drop = re.search(r'name="drop"\s+value="([^"]+)"', answer.text.split("b.txt")[0][::1][-600:])
    assert len(on_disk()) == 2
    filed = client.post(FORM, {**sheet, "drop": drop.group(1)})
    assert files_of(filed) == {"证明.pdf": DATA}


def test_files_of_another_form_are_not_taken(client, centre):
    _answer, sheet = mistaken(client, paper())
    other = blank(client)
    assert files_of(client.post(FORM, {**sheet, "form": other["form"], "proof": other["proof"]})) == {}


def test_files_that_were_swept_are_asked_for_again(client, centre):
    _answer, sheet = mistaken(client, paper())
    for path in on_disk():
        path.unlink()
    answer = client.post(FORM, sheet)
    assert (answer.status_code, "已经过期，请重新选择" in answer.text) == (422, True)


def test_one_sealed_file_is_never_of_two_complaints(client, centre):
    _answer, sheet = mistaken(client, paper())
    files_of(client.post(FORM, sheet))
    late = client.post(FORM, {**sheet, "form": "AAAA"})
    assert late.status_code == 422
    assert hidden(late, "kept") == ""


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (paper("virus.exe", b"MZ" + bytes(99)), "virus.exe"),
        (paper("a.pdf", b"MZ" + bytes(99)), "不符"),
        (paper("a.pdf", b""), "第 2 步有要改"),
    ],
)
def test_what_is_not_taken_is_named_and_leaves_nothing(client, centre, file, told):
    answer = send(client, files=[file])
    if file.size:
        assert (answer.status_code, told in answer.text) == (422, True)
    assert not on_disk()


def test_too_many_are_refused_and_those_before_stay(client, centre, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    _answer, sheet = mistaken(client, paper())
    answer = client.post(FORM, {**sheet, "files": [paper("1.pdf"), paper("2.pdf")]})
    assert (answer.status_code, "这一次选的没有收下" in answer.text) == (422, True)
    assert len(on_disk()) == 1


def test_a_flood_of_bytes_stops_at_the_limit(client, centre, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_IN_ALL", 2 * len(DATA))
    answer = send(client, files=[paper("1.pdf"), paper("2.pdf"), paper("3.pdf")])
    assert (answer.status_code, "后面的没有收下" in answer.text) == (422, True)
    assert len(on_disk()) == 2


def test_one_network_may_not_leave_files_for_ever(client, centre, monkeypatch):
    monkeypatch.setattr(guarding, "FORMS_WITH_FILES", 1)
    mistaken(client, paper())
    answer, _sheet = mistaken(client, paper())
    assert "文件没有留住" in answer.text
    assert len(on_disk()) == 1


def test_the_sweep_takes_what_was_never_filed_and_nothing_else(client, centre):
    filed = send(client, files=[paper()])
    mistaken(client, paper("left.pdf"))
    now = timezone.now()
    assert sweeping.forget_files(at=now + dt.timedelta(hours=24)) == 0
    assert sweeping.forget_files(at=now + dt.timedelta(hours=26)) == 1
    assert files_of(filed) == {"证明.pdf": DATA}


def test_a_form_that_was_sent_before_leaves_no_file(client, centre):
    sheet = {**blank(client), "text": TEXT}
    client.post(FORM, {**sheet, "files": [paper()]})
    client.post(FORM, {**sheet, "files": [paper()]})
    assert len(on_disk()) == 1
    assert os.stat(on_disk()[0]).st_mode & 0o777 == 0o600
    with seeing(SYSTEM):
        assert Complaint.objects.count() == 1
