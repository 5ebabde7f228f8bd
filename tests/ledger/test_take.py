"""A case moves by one guarded update and one entry, or not at all."""

import threading

import pytest
from django.db import connection, connections, transaction

from mingjing.core.errors import Refused
from mingjing.ledger import services
from mingjing.ledger.models import Entry
from mingjing.regulations.models import Regulation
from mingjing.regulations.workflow import ACTIVATE, RETIRE
from tests.ledger.conftest import AT


@pytest.mark.article("X-01")
def test_take_moves_the_case_and_writes_one_entry(case):
    services.take(ACTIVATE, case, by=None, at=AT, reason="市政府同意")
    entry = Entry.objects.get()
    assert case.status == "active"
    assert (entry.step, entry.basis, entry.reason, entry.by, entry.at) == ("启用", "NOT-2", "市政府同意", "系统", AT)
    assert (entry.before, entry.after) == ({"status": "draft"}, {"status": "active"})


def test_take_records_other_columns_before_and_after(case):
    services.take(ACTIVATE, case, by=None, at=AT, issuer="市政府")
    entry = Entry.objects.get()
    assert (entry.before["issuer"], entry.after["issuer"]) == ("市政府办公厅", "市政府")


def test_take_is_refused_from_another_state_and_writes_nothing(case):
    with pytest.raises(Refused, match="状态已变化"):
        services.take(RETIRE, case, by=None, at=AT)
    assert not Entry.objects.exists()


def test_take_fails_whole_when_the_entry_cannot_be_written(case):
    with pytest.raises(AttributeError), transaction.atomic():
        services.take(ACTIVATE, case, by=None, at="not a moment")
    case.refresh_from_db()
    assert case.status == "draft"


def test_take_all_moves_only_cases_that_may_take_the_step(case):
    moved = services.take_all(RETIRE, Regulation.objects.all(), by=None, at=AT)
    assert moved == []
    assert services.take_all(ACTIVATE, Regulation.objects.all(), by=None, at=AT) == [case]
    assert Entry.objects.get().after == {"status": "active"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_officials_who_press_at_once_exactly_one_succeeds():
    case = Regulation.objects.create(
        number="x", status="draft", title="x", issuer="x", issued_on="2010-01-26", trial=True,
        consented_by="市人民政府", consented_on="2010-01-26",
    )  # fmt: skip
    outcomes, start = [], threading.Barrier(2)

    def press() -> None:
        mine = Regulation.objects.get(pk=case.pk)
        start.wait()
        try:
            services.take(ACTIVATE, mine, by=None, at=AT)
            outcomes.append("taken")
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "taken"]
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("sql", ["UPDATE ledger_entry SET reason = 'x'", "DELETE FROM ledger_entry"])
@pytest.mark.article("X-01")
def test_the_database_itself_refuses_to_edit_or_remove_an_entry(case, sql):
    services.take(ACTIVATE, case, by=None, at=AT)
    with pytest.raises(Exception, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
