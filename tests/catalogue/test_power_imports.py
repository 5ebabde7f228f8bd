"""Imports on their way: revived when their worker dies, given up after three tries, done in bulk."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.catalogue import services
from mingjing.catalogue.columns import BASES
from mingjing.catalogue.models import ImportedFile, PowerImport, PowerVersion
from mingjing.catalogue.services import importing
from mingjing.core.errors import Refused
from mingjing.core.working import alone
from tests.catalogue import workbooks
from tests.catalogue.factories import AT, basis, house

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(minutes=10)


@pytest.fixture
def home():
    return house()


def received(home, *names: str) -> PowerImport:
    data = workbooks.book(workbooks.new(home, *names))
    return importing.receive([("a.xlsx", data)], by=home.clerk, at=AT)


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=importing.TASK, status="todo").count()


def test_an_import_is_queued_before_pages_and_once(home):
    received(home, "甲")
    assert ProcrastinateJob.objects.get(task_name=importing.TASK).priority == importing.SOON
    assert importing.revive(at=LATER) == 0


def test_an_import_whose_worker_died_is_queued_again(home):
    work = received(home, "甲")
    ProcrastinateJob.objects.filter(task_name=importing.TASK).update(task_name="gone")
    assert importing.revive(at=AT + dt.timedelta(minutes=1)) == 0
    assert importing.revive(at=LATER) == 1
    assert jobs() == 1
    importing.run(work.pk, at=LATER)
    work.refresh_from_db()
    assert work.status == "ready"


def test_an_import_that_ends_its_worker_three_times_is_given_up(home):
    work = received(home, "甲")
    PowerImport.objects.filter(pk=work.pk).update(status="reading", tries=importing.MOST_TRIES)
    importing.run(work.pk, at=LATER)
    work.refresh_from_db()
    assert (work.status, work.errors[0]["what"][:6]) == ("refused", "处理中断了 ")
    assert not ImportedFile.objects.exists()


def test_nobody_works_on_an_import_that_somebody_works_on(home):
    work = received(home, "甲")
    with alone(PowerImport, work.pk) as line:
        assert line is not None
        importing.run(work.pk, at=LATER)
        with pytest.raises(Refused, match="正在处理"):
            importing.retry(work, by=home.clerk)
    work.refresh_from_db()
    assert work.status == "waiting"


def test_what_fails_half_way_leaves_nothing(home, monkeypatch):
    work = received(home, "甲", "乙")
    importing.run(work.pk, at=AT)
    importing.confirm(PowerImport.objects.get(), by=home.clerk)

    def fail(*_said) -> None:
        raise OSError("the machine went down")

    monkeypatch.setattr(importing.Storing, "_charts", fail)
    with pytest.raises(OSError, match="went down"):
        importing.run(work.pk, at=AT)
    work.refresh_from_db()
    assert (work.status, PowerVersion.objects.count(), work.files.count()) == ("taking", 0, 1)
    monkeypatch.undo()
    importing.run(work.pk, at=AT)
    work.refresh_from_db()
    assert (work.status, PowerVersion.objects.count()) == ("done", 2)


def test_only_the_uploader_confirms(home):
    work = received(home, "甲")
    importing.run(work.pk, at=AT)
    with pytest.raises(Refused, match="由上传的"):
        importing.confirm(PowerImport.objects.get(), by=home.leader)


def test_thirty_powers_take_as_many_queries_as_three(home):
    basis("公路法")
    counts = []
    for start, many in ((0, 3), (100, 30)):
        rows = workbooks.new(home, *(f"职权{n}" for n in range(start, start + many)))
        cited = {column.name: column.empty for column in BASES.columns} | {"basis": "公路法", "article": "第八条"}
        rows[BASES.title] = [type(row)(row.number, cited | {"power": row.said["name"]}) for row in rows["职权"]]
        with CaptureQueriesContext(connection) as asked:
            services.import_book(rows, by=home.clerk, at=AT)
        counts.append(len(asked))
    assert counts[1] <= counts[0]
    assert PowerVersion.objects.filter(bases__article="第八条").count() == 33
