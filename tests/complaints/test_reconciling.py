"""Keys that seem to have no owner stay when they are too many: then it is the database that lost its cases."""

import datetime as dt
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from mingjing.complaints.enums import Purpose
from mingjing.complaints.models import Stray
from mingjing.complaints.services import reconciling
from mingjing.core import seeing as seen
from mingjing.keyring.models import Wrap
from tests.complaints.factories import RECEIVED, filed

pytestmark = pytest.mark.django_db(databases="__all__")
NEXT = RECEIVED + dt.timedelta(days=1)


def orphans(count: int) -> None:
    """Keys of cases that the main database does not have."""
    Wrap.objects.bulk_create(
        Wrap(case_id=uuid4(), purpose=Purpose.CONTENT, holder=f"{n}", box=b"x1-") for n in range(count)
    )


@pytest.mark.article("CMP-8-b")
def test_a_database_restored_behind_its_keys_loses_none_of_them(centre, capsys, time_machine):
    filed(centre)
    orphans(reconciling.FEW + 1)
    before = Wrap.objects.count()
    for day in (RECEIVED, NEXT, NEXT + dt.timedelta(days=1)):
        with pytest.raises(reconciling.TooManyStrays, match="21 of 22 cases"):
            reconciling.reconcile(today=day)
    assert (Wrap.objects.count(), Stray.objects.count()) == (before, 0)
    time_machine.move_to("2026-02-13T03:00:00Z", tick=False)
    with pytest.raises(CommandError, match="nothing was dropped"):
        call_command("complaints", "retain")
    assert Wrap.objects.count() == before
    call_command("complaints", "retain", "--sure")
    time_machine.move_to("2026-02-14T03:00:00Z", tick=False)
    out = StringIO()
    call_command("complaints", "retain", "--sure", stdout=out)
    assert f"keys without an owner: {reconciling.FEW + 1}" in out.getvalue()


def test_a_few_broken_filings_go_as_before(centre):
    filed(centre)
    orphans(reconciling.FEW)
    assert reconciling.reconcile(today=RECEIVED) == 0
    assert reconciling.reconcile(today=NEXT) == reconciling.FEW


@pytest.mark.article("CMP-8-b")
def test_a_database_that_shows_no_cases_loses_no_keys(centre, monkeypatch):
    """Row security set wrong: the sweep sees nothing."""
    for _ in range(reconciling.FEW + 1):
        filed(centre)
    before = Wrap.objects.count()
    monkeypatch.setattr(reconciling, "SYSTEM", seen.SYSTEM + "-wrong")
    with pytest.raises(reconciling.TooManyStrays):
        reconciling.reconcile(today=RECEIVED)
    assert Wrap.objects.count() == before
