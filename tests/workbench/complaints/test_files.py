"""Files of a case: a stranger's as a cleaned copy, our own as they are; for those who have the case."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from mingjing.complaints.enums import PaperKind
from mingjing.complaints.services import investigating
from mingjing.complaints.uploads import seal
from tests.complaints.handling import Hands

pytestmark = pytest.mark.django_db(databases="__all__")
SERIAL = b"SERIAL-4711"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture() -> bytes:
    """A photograph that tells which camera took it."""
    image, out = Image.new("RGB", (40, 30), "green"), io.BytesIO()
    exif = image.getexif()
    exif[0x010F] = SERIAL.decode()
    image.save(out, format="JPEG", exif=exif)
    return out.getvalue()


def address(case: Hands, file) -> str:
    return reverse("workbench:complaint_file", args=[case.pk, file.pk])


@pytest.mark.article("CMP-8-a")
def test_a_strangers_picture_comes_without_what_it_tells_of_the_camera(centre, opened):
    sent = seal("现场.jpg", picture()).sealed()
    case = Hands(centre, files=[sent])
    client = opened(centre.clerk)
    answer = client.get(address(case, sent))
    assert answer.status_code == 200
    assert SERIAL in picture()
    assert SERIAL not in answer.content
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert opened(centre.accused_clerk).get(address(case, sent)).status_code == 404


@pytest.mark.article("CMP-7-2b")
def test_our_own_evidence_comes_as_it_was_kept(centre, opened):
    case = Hands(centre).investigating()
    kept = seal("登记簿.txt", "二月十一日，受理。".encode()).sealed()
    case.do(investigating.keep, PaperKind.EVIDENCE, "登记簿。", files=[kept])
    answer = opened(centre.clerk).get(address(case, kept))
    assert b"".join(answer.streaming_content).decode() == "二月十一日，受理。"


def test_a_locked_key_is_asked_for_first(centre, enter):
    sent = seal("现场.jpg", picture()).sealed()
    case = Hands(centre, files=[sent])
    answer = enter(centre.clerk).get(address(case, sent))
    assert answer.url.startswith(reverse("workbench:unlock"))
