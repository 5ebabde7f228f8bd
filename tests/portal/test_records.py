"""公示: what the public reads of a record, when, and how it objects."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingjing.casework.models import Objection, OperationRecord
from mingjing.casework.services import objecting, publicising, register_fields
from mingjing.casework.services.register_fields import Field
from mingjing.ledger.models import Entry
from tests.casework.registers import Register
from tests.casework.signals import on
from tests.portal.factories import get

pytestmark = pytest.mark.django_db
TEXT = "CANARY 审查时没有核查车辆"


@pytest.fixture
def register() -> Register:
    cache.clear()
    return Register()


@pytest.fixture
def clock():
    with time_machine.travel(on("2026-05-08"), tick=False) as moved:
        yield moved


def send(client, record: OperationRecord, **said: str):
    return client.post(reverse("portal:objection", args=[record.pk]), {"text": TEXT, **said})


@pytest.mark.article("ASM-5-4-2b")
def test_personal_data_is_masked_on_list_and_page(client, register, clock):
    how = {"by": register.home.clerk, "at": on("2026-04-27")}
    fields = [Field("联系人电话", "text", public=True), Field("内部编号", "text")]
    form = register_fields.define(register.home.unit, fields, **how)
    phone, inside = form.fields.values_list("key", flat=True)
    record = register.opened(
        title="张三（110101199003070038）申请许可", extra={phone: "13812345678", inside: "CANARY-INSIDE"}
    )
    days = ("2026-04-28", "2026-04-29", "2026-04-30")
    for name, day in zip(("受理", "审查", "决定"), days, strict=True):
        register.enter(record, name, day, opinion="张三的电话13812345678无误")
    record.refresh_from_db()
    register.finish(record, result="准予张三许可")
    publicising.publicise(record, by=register.home.leader, at=on("2026-05-06", 14))
    page, rows = get(client, "record", record.pk).text, get(client, "records").text
    for shown in (page, rows):
        assert "张*" in shown
        for secret in ("张三", "110101199003070038", "13812345678", "CANARY-INSIDE", "handler-130600JT"):
            assert secret not in shown
    assert "138****5678" in page
    assert "准予张*许可" in page


@pytest.mark.article("ASM-5-4-2b")
def test_start_and_end_of_publicity_stand_on_the_page(client, register, clock):
    record = register.publicised()
    page = get(client, "record", record.pk).text
    assert "2026-05-06 – 2026-05-13" in " ".join(page.split())
    assert "正在公示" in page
    clock.move_to(on("2026-05-14"))
    page = get(client, "record", record.pk).text
    assert "公示已结束" in page
    assert "提交异议" not in page


def test_nothing_shows_before_publicity_begins_or_after_it_was_taken_back(client, register, clock):
    clock.move_to(on("2026-05-06", 15))
    waiting, back = register.finished(), register.publicised()
    publicising.publicise(waiting, by=register.home.leader, at=on("2026-05-06", 14), start=on("2026-05-07").date())
    publicising.send_back(back, reason="补正", by=register.home.leader, at=on("2026-05-06", 15))
    for record in (waiting, back, register.finished(), register.opened()):
        assert get(client, "record", record.pk).status_code == 404
        assert send(client, record).status_code == 404
        assert record.number not in get(client, "records").text
    clock.move_to(on("2026-05-07"))
    assert get(client, "record", waiting.pk).status_code == 200


def test_a_power_that_is_public_no_more_takes_its_records_along(client, register, clock):
    record = register.publicised()
    type(register.version).objects.update(attribute="closed")
    assert get(client, "record", record.pk).status_code == 404


@pytest.mark.article("ASM-5-4-2b")
def test_an_objection_needs_no_account_reaches_the_unit_and_is_counted_but_never_shown(client, register, clock):
    record = register.publicised()
    said = {"text": TEXT, "contact": "13812345678"}
    answer = client.post(reverse("portal:objection", args=[record.pk]), said, follow=True)
    assert "已收到" in answer.text
    assert not answer.cookies
    page = get(client, "record", record.pk).text
    assert "收到 1 件，已答复 0 件" in page
    assert "CANARY" not in page
    client.force_login(register.home.leader)
    assert TEXT in client.get(reverse("workbench:operation_record", args=[record.pk])).text
    objection = Objection.objects.get()
    objecting.answer(objection, upheld=False, text="CANARY 已经核查", by=register.home.clerk, at=on("2026-05-08"))
    client.logout()
    page = get(client, "record", record.pk).text
    assert "收到 1 件，已答复 1 件" in page
    assert "CANARY" not in page


@pytest.mark.parametrize(
    ("said", "why"), [({"text": ""}, "必填"), ({"text": "短"}, "至少"), ({"text": "长" * 2001}, "2000")]
)
def test_words_that_are_not_taken_stay_on_the_form(client, register, clock, said, why):
    answer = send(client, register.publicised(), **said, contact="写过的联系方式")
    assert (answer.status_code, why in answer.text, "写过的联系方式" in answer.text) == (422, True, True)
    assert not Objection.objects.exists()


def test_whoever_fills_in_the_hidden_field_is_thanked_and_not_heard(client, register, clock):
    record = register.publicised()
    assert send(client, record, website="https://example.org").status_code == 302
    assert not Objection.objects.exists()


def test_too_many_from_one_address_wait_and_no_address_is_kept(client, register, clock):
    record = register.publicised()
    answers = [send(client, record).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]
    kept = str([list(model.objects.values()) for model in (Objection, OperationRecord, Entry)])
    assert "127.0.0.1" not in kept + str(getattr(cache, "_cache", ""))
    other = client.post(reverse("portal:objection", args=[record.pk]), {"text": TEXT}, REMOTE_ADDR="10.0.0.9")
    assert other.status_code == 302


def test_only_posting_objects_and_ended_publicity_says_so(client, register, clock):
    record = register.publicised()
    assert get(client, "objection", record.pk).status_code == 405
    clock.move_to(on("2026-05-14"))
    answer = send(client, record)
    assert (answer.status_code, "不在公示期内" in answer.text) == (422, True)


def test_the_list_is_filtered_and_its_queries_do_not_grow(client, register, clock):
    counted = []
    for _ in range(2):
        record = register.publicised()
        with CaptureQueriesContext(connection) as queries:
            assert record.number not in get(client, "records", state="ended").text
            assert "正在公示" in get(client, "records", state="now", unit="130600JT").text
            get(client, "record", record.pk)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 24
    assert get(client, "records", unit="x").status_code == 422
