"""案卷归档: after somebody else agreed, once, encrypted, marked, with digests; never in the clear on disk."""

import hashlib
import io
import zipfile

import pyrage
import pytest
from django.urls import reverse
from PIL import Image

from mingjing.complaints import access, uploads
from mingjing.complaints.models import Approval
from mingjing.complaints.services import archiving, ruling
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry
from tests.complaints.factories import AT, filed, keys
from tests.portal.test_documents import text as words

pytestmark = pytest.mark.django_db(databases="__all__")


def url_of(complaint) -> str:
    return reverse("workbench:complaint_archive", args=[complaint.pk])


def ask(client, complaint, reason="卷宗归档"):
    url = reverse("workbench:complaint_act", args=[complaint.pk, "ask-export"])
    return client.post(url, {"ask-export-reason": reason})


def grant(centre, complaint, *, granted=True, by=None) -> None:
    head = by or centre.head
    with access.shown_to(head):
        approval = Approval.objects.get(granted=None)
        keyed = keys(complaint, head)
        ruling.decide(approval, granted=granted, opinion="同意。", keys=keyed, by=head, today=AT.date(), at=AT)


@pytest.mark.article("CMP-7-1d", "CMP-8-b")
def test_a_case_is_taken_out_whole_encrypted_marked_and_once(centre, opened):
    exif, picture = Image.Exif(), io.BytesIO()
    exif[0x010E] = "CANARY-EXIF"
    Image.new("RGB", (8, 8), "red").save(picture, "JPEG", exif=exif)
    made = filed(centre, files=[uploads.seal("现场.jpg", picture.getvalue()).sealed()]).complaint
    client = opened(centre.clerk)
    assert ask(client, made).status_code == 302
    assert client.get(url_of(made)).status_code == 404  # nobody has agreed yet
    grant(centre, made)
    identity = pyrage.x25519.Identity.generate()
    assert client.get(url_of(made)).status_code == 200
    assert client.post(url_of(made), {"recipient": "age1wrong"}).status_code == 422
    answer = client.post(url_of(made), {"recipient": str(identity.to_public())})
    assert answer.content.startswith(b"age-encryption.org/v1\n")
    assert b"CANARY" not in answer.content
    book = zipfile.ZipFile(io.BytesIO(pyrage.decrypt(answer.content, [identity])))
    sums = dict(reversed(line.split("  ")) for line in book.read("SHA256SUMS").decode().splitlines())
    assert set(sums) == set(book.namelist()) - {"SHA256SUMS"}
    assert all(hashlib.sha256(book.read(name)).hexdigest() == digest for name, digest in sums.items())
    (file,) = (name for name in sums if name.startswith("files/"))
    assert b"CANARY-EXIF" not in book.read(file)
    text = words(book.read("papers/001.pdf"))
    assert "住建局没有按公布的流程图" in text
    assert f"{centre.clerk.name}" in text
    entry = Entry.objects.get(case_id=made.pk, step="导出案卷")
    assert entry.after["digest"] == hashlib.sha256(answer.content).hexdigest()
    assert client.get(url_of(made)).status_code == 404  # one approval, one export
    with access.shown_to(centre.clerk), pytest.raises(Refused, match="一次同意只能导出一次"):
        archiving.take_out(made, recipient="", keys=keys(made, centre.clerk), by=centre.clerk, today=AT.date(), at=AT)


@pytest.mark.article("CMP-8-b")
def test_without_a_reason_or_with_a_refusal_nothing_leaves(centre, opened):
    made = filed(centre).complaint
    client = opened(centre.clerk)
    assert ask(client, made, "").status_code == 422
    ask(client, made)
    grant(centre, made, granted=False)
    assert client.post(url_of(made), {"recipient": ""}).status_code == 404


@pytest.mark.article("CMP-8-b")
def test_an_approval_serves_only_who_asked(centre, opened):
    made = filed(centre).complaint
    ask(opened(centre.clerk), made)
    grant(centre, made)
    assert opened(centre.second).get(url_of(made)).status_code == 404
    assert opened(centre.accused_clerk).get(url_of(made)).status_code == 404


def test_a_city_with_an_archive_encrypts_to_it_whatever_is_typed(centre, opened, settings):
    identity = pyrage.x25519.Identity.generate()
    settings.ARCHIVE_RECIPIENTS = [str(identity.to_public())]
    made = filed(centre).complaint
    client = opened(centre.clerk)
    ask(client, made)
    grant(centre, made)
    other = pyrage.x25519.Identity.generate()
    box = client.post(url_of(made), {"recipient": str(other.to_public())}).content
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(box, [other])
    assert pyrage.decrypt(box, [identity])[:2] == b"PK"
    with seeing(SYSTEM):
        assert Approval.objects.get().granted
