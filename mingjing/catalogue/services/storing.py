"""A plan carried out: new powers, next versions and changed drafts, in a fixed number of queries per thousand."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Model

from mingjing.catalogue.columns import BASES, MATERIALS, NODES, SPECIALS
from mingjing.catalogue.enums import ItemStatus, VersionStatus
from mingjing.catalogue.models import (
    FlowChart,
    FlowNode,
    PowerItem,
    PowerVersion,
)
from mingjing.catalogue.selectors.sheets import LISTS as LISTED_AS
from mingjing.catalogue.selectors.sheets import Said
from mingjing.catalogue.services.charts import DESCRIBED
from mingjing.catalogue.services.knowing import Known
from mingjing.catalogue.services.planning import Plan, Tell
from mingjing.catalogue.services.wishes import ROWS, Wish, target
from mingjing.catalogue.workflow import CHART_SET, EDITED, IMPORTED
from mingjing.core import bigrams
from mingjing.ledger import services as ledger
from mingjing.people.models import Official, Unit

THOUSAND = 1000
LISTS = (BASES.title, MATERIALS.title, SPECIALS.title)
Change = tuple[Model, dict[str, Any], dict[str, Any]]  # what the ledger writes: a row, before, after
SEARCHED = {"name", "sub_name", "conditions", "result", BASES.title}  # what powers are found by
ORDERED = (BASES.title, MATERIALS.title)


class Storing:
    """One import on its way into the tables. Everything happens in the caller's transaction."""

    def __init__(self, known: Known, *, by: Official, at: dt.datetime, reason: str) -> None:
        self.known, self.by, self.at, self.reason = known, by, at, reason

    def store(self, plan: Plan, tell: Tell) -> list[PowerVersion]:
        """Write what a plan without faults wants; the versions that were drafted or changed."""
        todo = [*plan.made, *plan.changed]
        stored: list[PowerVersion] = []
        self.numbers = _numbers([wish.unit for wish in plan.made])
        for some in _thousands(todo):
            stored += self._store(some)
            tell(len(stored), len(todo))
        return stored

    def _store(self, wishes: list[Wish]) -> list[PowerVersion]:
        made = [wish for wish in wishes if wish.base is None]
        kept = [wish for wish in wishes if wish.base and wish.base.version.status == VersionStatus.DRAFT]
        next_ones = [wish for wish in wishes if wish.base and wish.base.version.status != VersionStatus.DRAFT]
        items = self._items(made)
        versions = {id(wish): self._version(wish, item, 1) for wish, item in zip(made, items, strict=True)}
        versions |= {id(wish): self._next(wish) for wish in next_ones}
        PowerVersion.objects.bulk_create(versions.values(), batch_size=THOUSAND)
        after: list[Change] = [(version, {}, _opened(version)) for version in versions.values()]
        ledger.write_each(after, IMPORTED, by=self.by, at=self.at, basis="ASM-5-3-2a")
        self._log_edits(kept)
        versions |= self._edit(kept)
        self._rows([(wish, versions[id(wish)]) for wish in wishes])
        self._charts([(wish, versions[id(wish)]) for wish in wishes])
        self._index([(wish, versions[id(wish)]) for wish in kept])
        return [versions[id(wish)] for wish in wishes]

    def _items(self, wishes: list[Wish]) -> list[PowerItem]:
        items = [
            PowerItem(
                number=wish.said["number"] or self._number(wish.unit),
                unit=wish.unit,
                name=wish.said["name"],
                type=self.known.types[wish.said["power_type"]],
                status=ItemStatus.NEW,
            )
            for wish in wishes
        ]
        for item, wish in zip(items, wishes, strict=True):
            item.search_text = _words(item, wish)
            item.search = bigrams.vector(item.search_text)
        PowerItem.objects.bulk_create(items, batch_size=THOUSAND)
        after: list[Change] = [(item, {}, {"status": item.status, "name": item.name}) for item in items]
        ledger.write_each(after, "登记", by=self.by, at=self.at, basis="ASM-5-3-2a")
        return items

    def _number(self, unit: Unit) -> str:
        taken = self.numbers[unit.pk]
        count = len(taken) + 1
        while f"{unit.code}-{count:04d}" in taken:
            count += 1
        taken.add(f"{unit.code}-{count:04d}")
        return f"{unit.code}-{count:04d}"

    def _version(self, wish: Wish, item: PowerItem, no: int) -> PowerVersion:
        return PowerVersion(
            item=item,
            no=no,
            number=f"{item.number}-v{no}",
            status=VersionStatus.DRAFT,
            drafted_by=self.by,
            bypassed=wish.said["bypassed"] is True and not (wish.base and wish.base.version.bypassed),
            change_reason=(wish.said["change_reason"] or self.reason)[:200] if wish.base else "",
            **target(wish),
        )

    def _next(self, wish: Wish) -> PowerVersion:
        assert wish.base  # noqa: S101 - what has no base is new
        return self._version(wish, wish.base.version.item, wish.base.version.no + 1)

    def _edit(self, wishes: list[Wish]) -> dict[int, PowerVersion]:
        """The drafts of these wishes, changed in place; a power never published is called what its draft is called."""
        drafts = {id(wish): wish.base.version for wish in wishes if wish.base}
        for wish in wishes:
            draft = drafts[id(wish)]
            draft.revision += 1
            for name, value in wish.elements.items():
                setattr(draft, name, value)
            if draft.item.current_id is None:
                draft.item.name = draft.name
        changed = sorted({name for wish in wishes for name in wish.elements})
        PowerVersion.objects.bulk_update(drafts.values(), [*changed, "revision"], batch_size=THOUSAND)
        return drafts

    def _log_edits(self, wishes: list[Wish]) -> None:
        entries = [(wish.base.version, *_difference(wish)) for wish in wishes if wish.base]
        ledger.write_each(entries, EDITED, by=self.by, at=self.at, basis="ASM-5-4-1a")

    def _rows(self, pairs: list[tuple[Wish, PowerVersion]]) -> None:
        """What versions list: of a draft only the sheets that changed, of a new version all of them."""
        for title in LISTS:
            model: Any = ROWS[title]
            there = [version.pk for wish, version in pairs if _is_edit(wish) and title in wish.rows]
            model.objects.filter(version__in=there).delete()
            rows = [row for wish, version in pairs for row in _listed(wish, version, title, model)]
            model.objects.bulk_create(rows, batch_size=THOUSAND)

    def _charts(self, pairs: list[tuple[Wish, PowerVersion]]) -> None:
        charts: list[FlowChart] = []
        nodes: list[FlowNode] = []
        edited: list[tuple[FlowNode, set[str]]] = []
        drawn: list[Change] = []
        old = [w.base.chart.pk for w, _version in pairs if w.base and w.base.chart and not _is_edit(w) and not w.chart]
        drawings = dict(FlowChart.objects.filter(pk__in=old).values_list("pk", "xml"))
        for wish, version in pairs:
            if _is_edit(wish) and not wish.chart:
                edited += _edited_nodes(wish)
                continue
            if chart := _chart(wish, version, drawings):
                charts.append(chart)
                nodes += [FlowNode(chart=chart, **said) for said in _node_rows(wish)]
            if chart and wish.chart:
                drawn.append((version, {}, {"digest": chart.digest}))
        replaced = [version.pk for wish, version in pairs if _is_edit(wish) and wish.chart]
        FlowChart.objects.filter(version__in=replaced).delete()
        FlowChart.objects.bulk_create(charts, batch_size=THOUSAND)
        FlowNode.objects.bulk_create(nodes, batch_size=THOUSAND)
        if names := sorted(set().union(*(changed for _node, changed in edited))):
            FlowNode.objects.bulk_update([node for node, _changed in edited], names, batch_size=THOUSAND)
        ledger.write_each(drawn, CHART_SET, by=self.by, at=self.at, basis="ASM-5-3-2b")

    def _index(self, pairs: list[tuple[Wish, PowerVersion]]) -> None:
        """The words by which powers never published are found, where their draft has changed."""
        items = []
        for wish, version in pairs:
            if version.item.current_id is None and SEARCHED & {*wish.elements, *wish.rows}:
                version.item.search_text = _words(version.item, wish)
                version.item.search = bigrams.vector(version.item.search_text)
                items.append(version.item)
        PowerItem.objects.bulk_update(items, ["name", "search_text", "search"], batch_size=THOUSAND)


def _words(item: PowerItem, wish: Wish) -> str:
    elements, laws = target(wish), [row["basis"].name for row in _basis_rows(wish)]
    said = (item.number, item.name, item.unit.name, item.unit.short_name, item.type.name)
    more = (elements.get("sub_name"), elements.get("conditions"), elements.get("result"), *laws)
    return bigrams.normalise(" ".join(filter(None, (*said, *more))))


def _basis_rows(wish: Wish) -> list[Said]:
    if BASES.title in wish.rows:
        return wish.rows[BASES.title]
    return [{"basis": row.basis} for row in wish.base.bases] if wish.base else []


def _opened(version: PowerVersion) -> dict[str, Any]:
    said = {"status": version.status}
    return said | {"change_reason": version.change_reason} if version.change_reason else said


def _is_edit(wish: Wish) -> bool:
    return bool(wish.base and wish.base.version.status == VersionStatus.DRAFT)


def _listed(wish: Wish, version: PowerVersion, title: str, model: type[Model]) -> Iterator[Model]:
    """The rows of one sheet for a version: those of the workbook, else copies of its base's."""
    if title in wish.rows:
        for order, said in enumerate(wish.rows[title]):
            yield model(version=version, **said, **({"order": order} if title in ORDERED else {}))
    elif wish.base and not _is_edit(wish):
        names = [f.name for f in model._meta.fields if f.name not in {"id", "version"}]
        for row in getattr(wish.base, LISTED_AS[title]):
            yield model(version=version, **{name: getattr(row, name) for name in names})


def _chart(wish: Wish, version: PowerVersion, drawings: dict[UUID, str]) -> FlowChart | None:
    if wish.chart:
        read = wish.chart.read
        return FlowChart(version=version, xml=wish.chart.xml, process=read.process, digest=wish.chart.digest)
    if old := wish.base and wish.base.chart:
        return FlowChart(version=version, xml=drawings[old.pk], process=old.process, digest=old.digest)
    return None


def _node_rows(wish: Wish) -> list[Said]:
    if NODES.title in wish.rows:
        return wish.rows[NODES.title]
    names = ("node", "name", "order", *DESCRIBED)
    return [{name: getattr(node, name) for name in names} for node in wish.base.nodes] if wish.base else []


def _edited_nodes(wish: Wish) -> Iterator[tuple[FlowNode, set[str]]]:
    """The nodes of a draft's chart that are described otherwise now, and in which columns."""
    said = {row["node"]: row for row in wish.rows.get(NODES.title, ())}
    for node in wish.base.nodes if wish.base else ():
        new = said.get(node.node, {})
        changed = {name for name in DESCRIBED if name in new and new[name] != getattr(node, name)}
        for name in changed:
            setattr(node, name, new[name])
        if changed:
            yield node, changed


def _difference(wish: Wish) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of a changed draft, for the ledger: elements by value, lists by how many rows they have."""
    assert wish.base  # noqa: S101
    before = {name: _plain(getattr(wish.base.version, name)) for name in wish.elements}
    after = {name: _plain(value) for name, value in wish.elements.items()}
    for title, rows in wish.rows.items():
        before[title] = _stored_words(wish, title)
        after[title] = [_row_words(row) for row in rows]
    return before, after


def _stored_words(wish: Wish, title: str) -> list[str]:
    assert wish.base  # noqa: S101
    if title == NODES.title:
        return [_row_words({name: getattr(node, name) for name in ("name", *DESCRIBED)}) for node in wish.base.nodes]
    return [str(row) for row in getattr(wish.base, LISTED_AS[title])]


def _row_words(row: Said) -> str:
    return "；".join(
        str(value) for name, value in row.items() if value not in (None, "") and name not in ("node", "order")
    )


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _numbers(units: Iterable[Unit]) -> dict[UUID, set[str]]:
    """The codes that the powers of these units have."""
    taken: dict[UUID, set[str]] = defaultdict(set)
    for unit, number in PowerItem.objects.filter(unit__in=list(units)).values_list("unit", "number"):
        taken[unit].add(number)
    return taken


def _thousands(wishes: Iterable[Wish]) -> Iterator[list[Wish]]:
    left = iter(wishes)
    while some := list(islice(left, THOUSAND)):
        yield some
