"""A part above hears that an assignment moved, in the same transaction, and may refuse."""

import datetime as dt

import pytest
from django.apps import apps

from mingjing.assignments import services
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.catalogue.factories import AT, house, official, unit

TODAY = dt.date(2026, 3, 2)

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return house()


@pytest.fixture
def office():
    return official("lgo", "lgo_clerk", of=unit("130600LGO", "领导小组办公室", nature="office"))


@pytest.fixture
def given(home, office):
    return services.assign(home.unit, title="限期改正", basis="ACC-13-a", due_on=TODAY, by=office, at=AT)


def listen(monkeypatch, hear):
    monkeypatch.setattr(apps.get_app_config("assignments"), "assignment_moved", hear, raising=False)


def test_every_step_of_a_person_is_told_after_it_was_taken(monkeypatch, given, home, office):
    heard = []
    listen(monkeypatch, lambda row, step, *, by, at: heard.append((step.name, row.status, by)))
    services.report(given, text="已改正。", by=home.clerk, today=TODAY, at=AT)
    services.send_back(given, reason="没有附件", by=office, at=AT)
    services.report(given, text="附件已补。", by=home.clerk, today=TODAY, at=AT)
    services.accept(given, by=office, today=TODAY, at=AT)
    assert heard == [
        ("报告", "reported", home.clerk),
        ("退回重办", "returned", office),
        ("报告", "reported", home.clerk),
        ("确认", "accepted", office),
    ]


def test_a_withdrawal_is_told(monkeypatch, given, office):
    heard = []
    listen(monkeypatch, lambda row, step, *, by, at: heard.append(step.name))
    services.withdraw(given, reason="下达错误", by=office, today=TODAY, at=AT)
    assert heard == ["撤回任务"]


def test_what_the_part_refuses_has_not_happened(monkeypatch, given, home):
    def refuse(row, step, *, by, at):
        raise Refused("还缺附件。")

    listen(monkeypatch, refuse)
    with pytest.raises(Refused, match="还缺附件"):
        services.report(given, text="已改正。", by=home.clerk, today=TODAY, at=AT)
    given.refresh_from_db()
    assert (given.status, given.report) == ("given", "")
    assert [entry.step for entry in ledger.of_case(given)] == ["下达"]
