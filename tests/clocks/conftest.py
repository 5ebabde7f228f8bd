"""A case, a calendar, and the limit of CMP-7-5 with one legal ground to pause it."""

import datetime as dt

import pytest

from mingjing.regulations.models import Regulation
from mingjing.rules.calendar_seed import seed
from mingjing.rules.limits import CountUnit, Limit

AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
INFORM = Limit(
    "CMP-7-5",
    "CMP",
    "第七条第五项",
    7,
    CountUnit.DAYS,
    name="告知实名举报人",
    alternative=CountUnit.WORKING_DAYS,
    pausing=("等待鉴定结论",),
)


@pytest.fixture
def calendar():
    return seed()


@pytest.fixture
def case(db) -> Regulation:
    return Regulation.objects.create(
        number="投〔2026〕0001", status="draft", title="一件事", issuer="x", issued_on=dt.date(2010, 1, 26), trial=True
    )
