"""Records under publicity and disclosure records are taken down like powers, with their files; ACC-9-4a."""

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.core.errors import Refused
from mingjing.disclosure.models import Disclosure, Picture
from mingjing.disclosure.services.recording import Proof
from tests.casework.registers import Register
from tests.casework.signals import on
from tests.catalogue.factories import house, published
from tests.disclosure.factories import photo, record
from tests.portal.conftest import regulation  # noqa: F401 - a fixture
from tests.privacy.test_documents import pdf
from tests.takedowns.test_takedowns import take_down

pytestmark = pytest.mark.django_db
NOTE = "一楼大厅的公开栏"


@pytest.fixture
def register() -> Register:
    cache.clear()
    return Register()


@pytest.mark.article("ACC-9-4a")
def test_a_record_under_publicity_is_taken_down_with_its_inlet_for_objections(client, register):
    with time_machine.travel(on("2026-05-08"), tick=False):
        found = register.publicised()
        page = reverse("portal:record", args=[found.pk])
        assert client.get(page).status_code == 200
        assert take_down(client, register.home.clerk, found, "record").status_code == 302
        client.logout()
        assert client.get(page).status_code == 410
        assert str(found.pk) not in client.get(reverse("portal:records")).text
        objection = client.post(reverse("portal:objection", args=[found.pk]), {"text": "审查时没有核查车辆"})
        assert objection.status_code == 404


@pytest.fixture
def home(regulation):  # noqa: F811
    return house()


@pytest.mark.article("ACC-9-4a")
def test_a_disclosure_record_is_taken_down_with_its_pictures(client, home):
    item = published(home).item
    row = record(home, "2026-03-05", item=item, proofs=(Proof(photo(), "公开栏"),), said={"place": NOTE})
    picture = reverse("portal:picture", args=[Picture.objects.get(record=row).pk])
    power = reverse("portal:power", args=[item.number])
    assert NOTE in client.get(power).text
    assert b"".join(client.get(picture).streaming_content).startswith(b"\x89PNG")
    assert take_down(client, home.leader, row, "disclosure").status_code == 302
    client.logout()
    assert NOTE not in client.get(power).text
    assert client.get(picture).status_code == 404


@pytest.mark.article("ACC-9-4a")
@pytest.mark.parametrize("said", [{"note": "联系13812341234"}, {"place": "冀F12345车身"}])
def test_personal_data_in_the_words_of_a_disclosure_is_refused(home, said):
    with pytest.raises(Refused, match="个人信息"):
        record(home, "2026-03-05", item=published(home).item, said=said)
    assert not Disclosure.objects.exists()


@pytest.mark.article("ACC-9-4a")
def test_personal_data_in_the_text_of_a_scan_is_refused_with_its_page(home):
    scan = SimpleUploadedFile("名单.pdf", pdf())
    with pytest.raises(Refused, match=r"名单.pdf第2页有手机号码（138\*\*\*\*1234）"):
        record(home, "2026-03-05", item=published(home).item, proofs=(Proof(scan, "名单"),))
    row = record(home, "2026-03-05", item=published(home, name="乙").item, said={"scope": "internal"})
    assert row.pk  # what stays inside is not looked through
