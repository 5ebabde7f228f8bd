"""The demo's powers, each brought to where its story leaves it, by the people and services that do it in earnest."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from mingjing.catalogue import services
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import PowerItem, PowerType, PowerVersion
from mingjing.demo.catalogue import Power, Version
from mingjing.demo.notation import steps
from mingjing.demo.remarks import Remark, remarks
from mingjing.demo.seeding.cast import Cast, cast_of
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.demo.seeding.laws import basis_named
from mingjing.people.enums import AddresseeClass

SCHEME, OTHER = "hebei-2023", "其他"
FIRST, SPREAD = 220, 90  # days before the first case; over how many days the city published its powers
AMENDED, AMENDED_OVER = 0.5, 0.35  # of the time with cases: when the first power was amended, and over how long
UNDER_WAY, WAITED, ENDED = 16, 60, 25  # days ago: drafts under way, approved but never published, suspended
RETURNED = "returned"  # a draft that a reviewer has sent back
LEVELS = {AddresseeClass.COUNTY: "县级", AddresseeClass.ZONE: "开发区"}
MAIN_STEPS = 8  # named in the summary of the procedure
Act = Callable[[PowerVersion, Cast, dt.datetime], None]
WAY: tuple[tuple[str, Act, int], ...] = (
    (VersionStatus.UNIT_REVIEW, lambda v, c, at: services.submit(v, by=c.clerk, at=at), 0),
    (VersionStatus.SECRECY_REVIEW, lambda v, c, at: services.review(v, by=c.leader, at=at), 1),
    (VersionStatus.APPROVAL, lambda v, c, at: services.clear(v, opinion="不涉密，可以公开。", by=c.secrecy, at=at), 2),
    (VersionStatus.APPROVED, lambda v, c, at: services.approve(v, by=c.head, at=at), 2),
    (VersionStatus.PUBLISHED, lambda v, c, at: services.publish(v, by=c.leader, at=at), 3),
)
STOPS = {VersionStatus.DRAFT: 0, RETURNED: 2} | {status: place for place, (status, _, _) in enumerate(WAY, start=1)}


@transaction.atomic
def bring_out(power: Power, years: Years, share: float) -> bool:
    """Bring a power to where its story leaves it; False if it is there. `share`: its place among all, from 0 to 1."""
    cast = cast_of(power.unit.code)
    if PowerItem.objects.filter(unit=cast.unit, name=power.name).exists():
        return False
    first, *later = power.versions
    diary = years.diary(_first_day(power, first, years, share))
    draft = _create(power, first, cast, diary)
    _write(draft, first, power, cast, diary)
    _walk(draft, first.story, power, cast, diary)
    for changed in later:
        amend(draft.item, changed, power, cast, years, share)
    _end(draft.item, power, cast, years)
    return True


def _first_day(power: Power, version: Version, years: Years, share: float) -> dt.date:
    if version.story == VersionStatus.APPROVED:
        return years.days_ago(WAITED)
    if version.story in STOPS and version.story != VersionStatus.PUBLISHED:
        return years.days_ago(UNDER_WAY)
    return years.before_cases(FIRST - int(share * SPREAD))


def _create(power: Power, version: Version, cast: Cast, diary: Diary) -> PowerVersion:
    name = "其他行政权力" if power.type == OTHER else f"行政{power.type}"
    return services.create_item(
        name=power.name,
        power_type=PowerType.objects.get(scheme=SCHEME, name=name),
        by=cast.clerk,
        at=diary.at(),
        chief=cast.chief,
        handler=cast.handler,
        service_phone=power.unit.service_phone,
        complaint_phone=power.unit.report_phone,
        exercise_level=LEVELS.get(AddresseeClass(power.unit.addressee_class), "市级"),
        **_elements(version),
    )


def _elements(version: Version) -> dict[str, Any]:
    names = [step.name for step in steps(version.flow)]
    more = f"等{len(names)}个环节" if len(names) > MAIN_STEPS else ""
    summary = {"procedure": "→".join(names[:MAIN_STEPS]) + more + "。"}
    return version.elements | version.limits | summary


def _write(draft: PowerVersion, version: Version, power: Power, cast: Cast, diary: Diary) -> None:
    for law, article in version.bases:
        services.add_basis(draft, basis=basis_named(law), article=article, by=cast.clerk, at=diary.at())
    for name in version.materials:
        services.add_material(draft, name=name, original="复印件" not in name, by=cast.clerk, at=diary.at())
    for special in version.specials:
        services.add_special_procedure(draft, by=cast.clerk, at=diary.at(), **vars(special))
    _draw(draft, version, power, cast, diary)


def _draw(draft: PowerVersion, version: Version, power: Power, cast: Cast, diary: Diary) -> None:
    services.set_chart(draft, version.chart.xml, by=cast.clerk, at=diary.at())
    said = remarks(version.flow, power.unit)
    nodes = draft.chart.nodes.values_list("pk", "node", "name")
    columns = {pk: _node(version, node, said[name]) for pk, node, name in nodes}
    services.describe_nodes(draft, columns, by=cast.clerk, at=diary.at())


def _node(version: Version, node: str, remark: Remark) -> dict[str, Any]:
    step = version.chart.steps[node]
    return {"post": step.post, "limit_length": step.length, "limit_unit": step.unit, **vars(remark)}


def _walk(draft: PowerVersion, story: str, power: Power, cast: Cast, diary: Diary) -> None:
    """From one reviewer to the next, until the one at whom the story stops."""
    for _, step, days in WAY[: STOPS.get(story, len(WAY))]:
        step(draft, cast, diary.at(days))
    if story == RETURNED:
        services.return_draft(draft, reason=power.reasons["returned_for"], by=cast.secrecy, at=diary.at(1))


def amend(item: PowerItem, version: Version, power: Power, cast: Cast, years: Years, share: float) -> None:
    """The next version: published in the course of the cases, or still under way."""
    under_way = version.story in STOPS and version.story != VersionStatus.PUBLISHED
    day = years.days_ago(UNDER_WAY) if under_way else years.after(AMENDED + share * AMENDED_OVER)
    diary = years.diary(day)
    item.refresh_from_db()
    draft = services.amend(item, reason=version.reason, by=cast.clerk, at=diary.at())
    services.edit(draft, by=cast.clerk, at=diary.at(), **_elements(version))
    _change_rows(draft, version, cast, diary)
    _draw(draft, version, power, cast, diary)
    _walk(draft, version.story, power, cast, diary)


def _change_rows(draft: PowerVersion, version: Version, cast: Cast, diary: Diary) -> None:
    """Take out what the new version no longer asks for, add what it newly does."""
    held = {row.name: row for row in draft.materials.all()}
    for name in held.keys() - set(version.materials):
        services.remove_row(held[name], by=cast.clerk, at=diary.at())
    for name in version.materials:
        if name not in held:
            services.add_material(draft, name=name, by=cast.clerk, at=diary.at())
    cited = {(row.basis.name, row.article) for row in draft.bases.select_related("basis")}
    for law, article in version.bases:
        if (law, article) not in cited:
            services.add_basis(draft, basis=basis_named(law), article=article, by=cast.clerk, at=diary.at())


def _end(item: PowerItem, power: Power, cast: Cast, years: Years) -> None:
    at = years.diary(years.days_ago(ENDED)).at()
    item.refresh_from_db()
    if reason := power.reasons.get("suspended_for"):
        services.suspend(item, reason=reason, by=cast.head, at=at)
    if reason := power.reasons.get("abolished_for"):
        services.abolish(item, reason=reason, by=cast.head, at=at)


def published(powers: tuple[Power, ...]) -> Iterator[tuple[Power, PowerItem]]:
    """The powers that have been in force, with their rows."""
    items = PowerItem.objects.exclude(current=None).select_related("unit")
    rows = {(item.unit.code, item.name): item for item in items}
    for power in powers:
        if item := rows.get((power.unit.code, power.name)):
            yield power, item
