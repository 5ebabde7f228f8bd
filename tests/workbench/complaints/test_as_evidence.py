"""From a complaint to the evidence of a case: no word of what was said, and nobody who complained (CMP-8-b)."""

import datetime as dt
import json

import pytest
from django.core.serializers import serialize
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, Evidence
from mingjing.accountability.services import registering
from mingjing.ledger.models import Entry
from mingjing.supervision.models import Lead
from tests.accountability.factories import investigator
from tests.canaries import Canaries
from tests.catalogue.factories import official, unit
from tests.complaints.factories import AT, RECEIVED, WHO
from tests.complaints.handling import Hands
from tests.workbench.accountability.test_investigation import address, press

pytestmark = pytest.mark.django_db(databases="__all__")
TEXT = "窗口的王小虎把我的施工许可压了九天，还骂我是刁民。"
CANARIES = Canaries({"text": "王小虎", "words": "刁民", "name": WHO.name, "phone": WHO.phone, "number": WHO.id_number})


def test_evidence_from_a_complaint_is_what_the_lead_says_and_a_sealed_pointer(centre, opened):
    case = Hands(centre, happened_on=dt.date(2026, 2, 2), text=TEXT, identity=WHO).concluded("true")
    head = opened(centre.head)
    link = f"{reverse('workbench:lead_new')}?source=finding&id={case.pk}"
    said = {name: value for name, value in head.get(link).context["form"].initial.items() if value}
    assert head.post(reverse("workbench:lead_new"), {**said, "evidence": "案卷"}).status_code == 302
    office = unit("130600LGO", "领导小组办公室", nature="office")
    lgo, second = official("lgo", "lgo_clerk", of=office), official("lgo2", "lgo_clerk", of=office)
    columns = {"title": "施工许可", "fault_on": dt.date(2026, 2, 2), "by": lgo, "today": RECEIVED, "at": AT}
    found = registering.open_case(Lead.objects.get(), **columns)
    AccountabilityCase.objects.filter(pk=found.pk).update(status="investigating")
    investigator(found, lgo, leads=True)
    investigator(found, second)
    client = opened(lgo)
    assert press(client, found, "record", kind="lead", asked=found.lead.number).status_code == 302
    row, page = Evidence.objects.get(), client.get(address(found)).content
    assert (row.about_kind, row.about_id) == ("complaint", found.lead.source_id)
    assert "2026-02-02 发生，2026-02-11 收到反映" in row.text
    assert f"封存指针 {found.lead.source_id}" in row.text
    kept = serialize("json", [row, found, *Entry.objects.filter(case_id=found.pk)]).encode()
    for data in (page, kept, json.dumps(row.text).encode()):
        assert CANARIES.found_in(data) == set()
        assert str(case.pk).encode() not in data
        assert case.row().number.encode() not in data
    assert CANARIES.found_in(f"{TEXT}{WHO}".encode()) == {"text", "words", "name", "phone", "number"}
