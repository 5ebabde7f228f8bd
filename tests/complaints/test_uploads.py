"""Files are sealed while they come in; nothing of them is on disk unsealed, and what nobody keeps goes."""

from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from mingjing.complaints import access, uploads
from mingjing.complaints.selectors import opening
from mingjing.complaints.selectors.opening import path_of
from mingjing.sealing.services import boxes
from tests.complaints.factories import filed, keys

pytestmark = pytest.mark.django_db(databases="__all__")
CANARY = b"%PDF-1.7 \xe9\x87\x91\xe4\xb8\x9d\xe9\x9b\x80 canary " * 9000  # some 300 kB: several pieces


class FilesForm(forms.Form):
    files = uploads.SealedFilesField()


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def sent(view, *files, **named):
    request = RequestFactory().post("/x/", {"files": [SimpleUploadedFile(name, data) for name, data in files]})
    request._dont_enforce_csrf_checks = True
    return uploads.sealing(view)(request, **named)


def on_disk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_sealed_as_it_comes_and_opens_with_its_own_key(media):
    def view(request):
        form = FilesForm(request.POST, request.FILES)
        assert form.is_valid(), form.errors
        (file,) = form.cleaned_data["files"]
        (path,) = on_disk(media)
        assert path == path_of(file.pk)
        assert b"canary" not in path.read_bytes()
        assert b"".join(boxes.read_file(path, file.key, file.size)) == CANARY
        return HttpResponse(file.kind)

    assert sent(view, ("图纸.pdf", CANARY)).text == "application/pdf"
    assert not on_disk(media)


def test_what_belongs_to_a_complaint_stays_and_reads_back(media, centre):
    made = {}

    def view(request):
        form = FilesForm(request.POST, request.FILES)
        assert form.is_valid()
        made["filed"] = filed(centre, files=form.cleaned_data["files"])
        raise RuntimeError  # whatever happens after the commit

    with pytest.raises(RuntimeError):
        sent(view, ("图纸.pdf", CANARY))
    complaint = made["filed"].complaint
    with access.shown_to(centre.clerk):
        (paper,) = opening.read(complaint, keys(complaint, centre.clerk))
        (file,) = paper.files
        assert (file.name, b"".join(file.chunks()) == CANARY) == ("图纸.pdf", True)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.exe", b"MZ" + bytes(5000), "a.exe"),
        ("a.pdf", b"MZ" + bytes(5000), "不符"),
        ("a.pdf", b"", "空文件"),
        ("a.txt", b"x" * (51 * uploads.MB), "超过 50 MB"),
    ],
)
def test_what_is_not_taken_leaves_nothing_and_says_which(media, name, data, told):
    def view(request):
        form = FilesForm(request.POST, request.FILES)
        assert not form.is_valid()
        return HttpResponse(str(form.errors["files"]))

    assert told in sent(view, (name, data)).text
    assert not on_disk(media)


def test_more_than_ten_are_too_many(media):
    def view(request):
        form = FilesForm(request.POST, request.FILES)
        return HttpResponse(str(form.is_valid()))

    assert sent(view, *[(f"{n}.txt", b"text") for n in range(10)]).text == "True"
    assert sent(view, *[(f"{n}.txt", b"text") for n in range(11)]).text == "False"


def test_a_form_without_its_token_is_turned_away_and_its_file_goes(media):
    request = RequestFactory(enforce_csrf_checks=True).post("/x/", {"files": SimpleUploadedFile("a.pdf", CANARY)})
    assert uploads.sealing(lambda request: HttpResponse())(request).status_code == 403
    assert not on_disk(media)
