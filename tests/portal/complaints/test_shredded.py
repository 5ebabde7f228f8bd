"""What the holder of a code is shown once time has shredded what they left (X-05, CMP-8-c)."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from mingjing.complaints import workflow
from mingjing.complaints.acting import masked
from mingjing.complaints.services import retention
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger import services as ledger
from mingjing.sealing import codes
from mingjing.transparency.services import batches
from tests.complaints.factories import AT, WHO, filed

pytestmark = pytest.mark.django_db(databases="__all__")
LOOKUP = reverse("portal:complaint_lookup")
YEAR, LATER = dt.datetime(2027, 2, 12, 4, tzinfo=dt.UTC), dt.datetime(2029, 2, 12, 4, tzinfo=dt.UTC)


@pytest.fixture
def over(centre):
    made = filed(centre, identity=WHO)
    with seeing(SYSTEM):
        for step in (workflow.ACCEPT, workflow.APPROVE, workflow.INVESTIGATE, workflow.CONCLUDE, workflow.CLOSE):
            ledger.take(step, made.complaint, by=masked(centre.clerk), at=AT)
    return made


@pytest.mark.article("X-05")
def test_the_mailbox_tells_the_day_of_shredding_and_hands_out_its_proof(client, over):
    batches.close(at=AT + dt.timedelta(hours=1))
    retention.retain(today=YEAR.date(), at=YEAR)
    batches.close(at=YEAR + dt.timedelta(hours=1))
    page = client.post(LOOKUP, {"code": over.code}).text
    assert "身份已销毁" in page
    assert "2027-02-12" in page
    proof = json.loads(client.post(LOOKUP, {"code": over.code, "do": "proof"}).content)
    assert "identity-shredded" in json.dumps(proof)


@pytest.mark.article("X-05", "CMP-8-c")
def test_the_code_of_a_shredded_case_and_one_that_never_was_get_the_same_answer(client, over):
    retention.retain(today=LATER.date(), at=LATER)
    new = codes.new()
    shredded, unknown = (client.post(LOOKUP, {"code": code}) for code in (over.code, new))
    assert (shredded.status_code, unknown.status_code) == (422, 422)
    assert shredded.text.replace(over.code, new) == unknown.text
    assert over.complaint.number not in shredded.text
