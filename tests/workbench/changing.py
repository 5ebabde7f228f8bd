"""A law and the powers that cite it, for pages of changes, revisions and assignments."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingjing.catalogue.models import PowerBasis, PowerItem, PowerVersion
from mingjing.core.models import uuid7
from mingjing.people.models import Official
from tests.catalogue.factories import official, unit

CHANGED = dt.date(2026, 2, 11)
LAST = dt.date(2026, 3, 17)  # twenty working days on, round 春节 with two worked Saturdays
LAW = "中华人民共和国行政许可法"
MOST_QUERIES = 15
MOST_QUERIES_OF_A_FILE = 28  # the page of a case shows every kind of row that it has
MORNING = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


def office() -> Official:
    return official("lgo", "lgo_clerk", of=unit("130600LGO", "领导小组办公室", nature="office"))


def said(**changes: object) -> dict[str, object]:
    """What the form of a change says."""
    return {"kind": "law_repealed", "changed_on": "2026-02-11", "document": "主席令第九号", **changes}


def copies(item: PowerItem, count: int) -> None:
    """Powers like this one, each with a version of its own that cites the same laws."""
    version = PowerVersion.objects.get(pk=item.current_id)
    bases = list(version.bases.all())
    items, versions, rows = [], [], []
    for n in range(count):
        one = PowerItem.objects.get(pk=item.pk) if n == 0 else items[0].__class__.from_db("default", *_values(item))
        one.pk = one.id = uuid7()
        one.number, one.name, one.current, one.status = f"{item.number}-C{n:05}", f"{item.name}{n}", None, "new"
        new = PowerVersion.from_db("default", *_values(version))
        new.pk = new.id = uuid7()
        new.item, new.number = one, f"{one.number}-v1"
        items.append(one)
        versions.append(new)
        rows += [PowerBasis(version=new, basis_id=row.basis_id, article=row.article) for row in bases]
    PowerItem.objects.bulk_create(items)
    PowerVersion.objects.bulk_create(versions)
    PowerBasis.objects.bulk_create(rows)
    for one, new in zip(items, versions, strict=True):
        one.current, one.status = new, item.status
    PowerItem.objects.bulk_update(items, ["current", "status"], batch_size=500)


def _values(row: PowerItem | PowerVersion) -> tuple[list[str], list[object]]:
    names = [field.attname for field in row._meta.concrete_fields]
    return names, [getattr(row, name) for name in names]


def queries(client: Client, address: str, **asked: object) -> int:
    """How many queries a page costs."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = client.get(address, asked)
    if answer.status_code != 200:
        pytest.fail(f"{address}: {answer.status_code}")
    return len(seen)
