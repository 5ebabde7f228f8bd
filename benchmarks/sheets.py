"""Seconds and peak memory of 5,000 powers coming in as a workbook, and of 50,000 going out as one.

Runs on a database of its own, made for the purpose and thrown away.
"""

import argparse
import datetime as dt
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.city import private_city

UNITS, LISTED, STEPS = 50, 3, 5
BATCH = 5000  # powers in one workbook
NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a block took, Python's part of the processor, and the most memory used until then."""
    start, worked = time.perf_counter(), time.process_time()
    yield
    wall, worked = time.perf_counter() - start, time.process_time() - worked
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    say(f"{what:<46} {wall:6.1f} s, of the processor {worked:6.1f} s Python  {most:5.0f} MB")


def city() -> tuple[Any, list[Any]]:
    """The office's clerk, and units with their posts."""
    from mingjing.people.models import Post, Unit
    from tests.catalogue.factories import basis, house, official, power_type

    power_type()
    homes = [house(f"1306{n:04d}", f"单位{n}") for n in range(UNITS)]
    for n in range(LISTED):
        basis(f"法律{n}")
    assert Post.objects.count() >= 2 * UNITS
    return official("lgo", "lgo_clerk", of=homes[0].head.unit), list(Unit.objects.filter(name__startswith="单位"))


def workbook(units: list[Any], start: int) -> bytes:
    """5,000 new powers, each with bases, materials and a special procedure."""
    from mingjing.catalogue.columns import BASES, MATERIALS, POWERS, SHEETS, SPECIALS
    from mingjing.core.sheets import Page, book

    empty = {sheet.title: {column.name: column.empty for column in sheet.columns} for sheet in SHEETS}
    rows: dict[str, list[dict[str, Any]]] = {sheet.title: [] for sheet in SHEETS}
    words = "符合法律法规规定的条件，材料齐全、符合法定形式，并按要求补正。"
    for n in range(start, start + BATCH):
        unit = units[n % len(units)]
        number = f"{unit.code}-B{n:06d}"
        said = {"unit": unit.code, "number": number, "name": f"许可事项{n}", "power_type": "行政许可", "remedy": words}
        said |= {"statutory_length": 20, "promised_length": 10, "chief": "局长", "handler": "许可科科员"}
        rows[POWERS.title].append(empty[POWERS.title] | said | {"conditions": words, "procedure": words})
        for m in range(LISTED):
            listed = {"power": number, "basis": f"法律{m}", "article": f"第{m}条", "text": words}
            rows[BASES.title].append(empty[BASES.title] | listed)
            rows[MATERIALS.title].append(empty[MATERIALS.title] | {"power": number, "name": f"材料{m}", "copies": 1})
        special = {"power": number, "name": "听证", "ground": "第四十六条", "starts_with": "受理", "ends_with": "决定"}
        rows[SPECIALS.title].append(empty[SPECIALS.title] | special)
    return book([Page.of(sheet.title, sheet.columns, rows[sheet.title]) for sheet in SHEETS])


def come_in(data: bytes, clerk: Any) -> None:
    """A workbook uploaded, looked through, confirmed and taken."""
    from mingjing.catalogue.services import importing

    work = importing.receive([("powers.xlsx", data)], reason="批量修订", by=clerk, at=NOW)
    looked = time.perf_counter()
    importing.run(work.pk, at=NOW)
    work.refresh_from_db()
    taken = time.perf_counter()
    if work.status == "ready" and work.made + work.changed:
        importing.confirm(work, by=clerk)
        importing.run(work.pk, at=NOW)
        work.refresh_from_db()
    over = time.perf_counter()
    say(f"  {work.status}: {work.made:,} made, {work.changed:,} changed, {work.same:,} same, {work.faults} faults; "
        f"looked through {taken - looked:.1f} s, taken {over - taken:.1f} s, {len(data) / 1e6:.1f} MB")  # fmt: skip


def draw() -> None:
    """Give every power a chart of five steps, described."""
    from mingjing.catalogue.models import FlowChart, FlowNode, PowerVersion
    from tests.catalogue.factories import bpmn

    names = [f"环节{n}" for n in range(STEPS)]
    xml = bpmn(*names).decode()
    versions = PowerVersion.objects.filter(chart=None).values_list("pk", flat=True)
    charts = [FlowChart(version_id=pk, xml=xml, process="p", digest="0" * 64) for pk in versions]
    FlowChart.objects.bulk_create(charts, batch_size=5000)
    said = {"post": "许可科科员", "limit_length": 2, "rights": "陈述、申辩"}
    nodes = (
        FlowNode(chart=c, node=f"t{n}", name=name, order=n, **said) for c in charts for n, name in enumerate(names)
    )
    FlowNode.objects.bulk_create(nodes, batch_size=5000)


def multiply(times: int) -> None:
    """Copy every power with its first version and what that lists, in the database itself."""
    from django.db import connection

    from mingjing.catalogue.models import FlowChart, FlowNode, Material, PowerBasis, PowerItem, PowerVersion
    from mingjing.catalogue.models import SpecialProcedure as Special

    pairs = """CREATE TEMP TABLE pair AS SELECT i.id item, v.id version, f.id chart, n, gen_random_uuid() new_item,
        gen_random_uuid() new_version, gen_random_uuid() new_chart FROM catalogue_poweritem i
        JOIN catalogue_powerversion v ON v.item_id = i.id AND v.no = 1
        JOIN catalogue_flowchart f ON f.version_id = v.id, generate_series(1, %s) n"""
    number = {"number": "t.number || '-' || n"}
    copies: list[tuple[Any, str, dict[str, str]]] = [
        (PowerItem, "item", {"id": "new_item", "current_id": "NULL", **number}),
        (PowerVersion, "version", {"id": "new_version", "item_id": "new_item", **number}),
        (FlowChart, "chart", {"id": "new_chart", "version_id": "new_version"}),
        *((model, "version", {"id": "gen_random_uuid()", "version_id": "new_version"})
          for model in (PowerBasis, Material, Special)),
        (FlowNode, "chart", {"id": "gen_random_uuid()", "chart_id": "new_chart"}),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(pairs, [times])
        for model, key, changed in copies:
            columns = [field.column for field in model._meta.fields]
            said = ", ".join(changed.get(column, f't."{column}"') for column in columns)
            names, table = ", ".join(f'"{column}"' for column in columns), model._meta.db_table
            of = "id" if model in (PowerItem, PowerVersion, FlowChart) else f"{key}_id"
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {said} FROM {table} t JOIN pair ON pair.{key} = t.{of}"
            )


def measure(powers: int) -> None:
    from django.db.models import Q

    from mingjing.catalogue.columns import POWERS, SHEETS
    from mingjing.catalogue.models import PowerItem
    from mingjing.catalogue.selectors import sheets as selectors
    from mingjing.core import sheets

    clerk, units = city()
    first = workbook(units, 0)
    with timed(f"{BATCH:,} new powers in"):
        come_in(first, clerk)
    draw()
    with timed(f"{BATCH:,} out"):
        data = b"".join(sheets.streamed(selectors.pages(selectors.newest(Q()))))
    with timed("the same in again, nothing changed"):
        come_in(data, clerk)
    found = sheets.book_of("a.xlsx", data, SHEETS)
    for row in found[POWERS.title]:
        row.said["conditions"] = "改过的条件"
    for row in found["环节"]:
        row.said["limit_length"] = 3
    pages = [sheets.Page.of(s.title, s.columns, [row.said for row in found[s.title]]) for s in SHEETS]
    with timed("the same in again, every power and node changed"):
        come_in(sheets.book(pages), clerk)
    multiply(powers // BATCH - 1)
    with timed(f"{PowerItem.objects.count():,} out"):
        size = sum(len(piece) for piece in sheets.streamed(selectors.pages(selectors.newest(Q()))))
    say(f"  {size / 1e6:.1f} MB")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--powers", type=int, default=50_000, help="that go out at last (%(default)s)")
    given = options.parse_args()
    with private_city():
        measure(given.powers)


if __name__ == "__main__":
    main()
