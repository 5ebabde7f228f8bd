"""A case to move: any will do, the ledger knows no domain."""

import datetime as dt

import pytest

from mingjing.regulations.models import Regulation

AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def case(db) -> Regulation:
    return Regulation.objects.create(
        number="baoding-2010",
        status="draft",
        title="试行办法",
        issuer="市政府办公厅",
        issued_on=dt.date(2010, 1, 26),
        trial=True,
        consented_by="市人民政府",
        consented_on=dt.date(2010, 1, 26),
    )
