"""Powers for tests: a unit with its people, drafts that may be submitted, versions on every step of their way."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from mingjing.catalogue import services
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import PowerType, PowerVersion
from mingjing.people.models import Official, Post, RoleGrant, Unit
from mingjing.regulations.models import Basis

AT = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)  # Monday, nine in the morning in Baoding
DAY = dt.timedelta(days=1)
STEPS = ("受理", "审查", "决定")
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def bpmn(*names: str, process: str = "p") -> bytes:
    """A chart of these steps one after another."""
    nodes = ["start", *(f"t{n}" for n in range(len(names))), "end"]
    tasks = "".join(f'<task id="t{n}" name="{name}"/>' for n, name in enumerate(names))
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(zip(nodes, nodes[1:], strict=False))
    )
    inside = f'<startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}'
    head = f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{BPMN}" targetNamespace="urn:t">'
    return f'{head}<process id="{process}">{inside}</process></definitions>'.encode()


def unit(code: str = "130600JT", name: str = "交通运输局", **columns: Any) -> Unit:
    defaults = {
        "name": name,
        "region_code": "130600",
        "addressee_class": "department",
        "nature": "organ",
        "active_from": dt.date(2010, 1, 1),
        **columns,
    }
    return Unit.objects.get_or_create(code=code, defaults=defaults)[0]


def official(name: str, *roles: str, of: Unit) -> Official:
    person, made = Official.objects.get_or_create(username=name, defaults={"name": name, "unit": of})
    if made:
        for role in roles:
            RoleGrant.objects.create(official=person, role=role, granted_at=AT)
    return person


@dataclass
class House:
    """A unit, the office, and the people between whom a version travels."""

    unit: Unit
    clerk: Official
    leader: Official
    secrecy: Official
    head: Official
    chief: Post
    handler: Post


def house(code: str = "130600JT", name: str = "交通运输局") -> House:
    place, office = unit(code, name), unit("130600LGO", "领导小组办公室", nature="office")
    return House(
        unit=place,
        clerk=official(f"clerk-{code}", "unit_clerk", of=place),
        leader=official(f"leader-{code}", "unit_leader", of=place),
        secrecy=official("secrecy", "secrecy_reviewer", of=office),
        head=official("head", "lgo_head", of=office),
        chief=Post.objects.get_or_create(unit=place, section="", title="局长", defaults={"kind": "chief"})[0],
        handler=Post.objects.get_or_create(unit=place, section="许可科", title="科员", defaults={"kind": "handler"})[0],
    )


def power_type(name: str = "行政许可", code: str = "01") -> PowerType:
    return PowerType.objects.get_or_create(scheme="hebei-2023", code=code, defaults={"name": name})[0]


def basis(name: str = "中华人民共和国行政许可法", **columns: Any) -> Basis:
    return Basis.objects.get_or_create(name=name, defaults={"status": "in_force", **columns})[0]


def draft(home: House, name: str = "道路货物运输经营许可", *, at: dt.datetime = AT, **elements: Any) -> PowerVersion:
    """A draft that lacks nothing."""
    said = {"statutory_length": 20, "promised_length": 10, "chief": home.chief, "handler": home.handler, **elements}
    version = services.create_item(name=name, power_type=power_type(), by=home.clerk, at=at, **said)
    services.add_basis(version, basis=basis(), article="第十二条", by=home.clerk, at=at)
    services.set_chart(version, bpmn(*STEPS), by=home.clerk, at=at)
    describe_all(version, home, at=at)
    version.refresh_from_db()
    return version


def describe_all(version: PowerVersion, home: House, *, at: dt.datetime = AT, **said: Any) -> None:
    columns = {"post": "许可科科员", "limit_length": 2, "limit_unit": "working_days", **said}
    nodes = version.chart.nodes.all()
    services.describe_nodes(version, {node.pk: columns for node in nodes}, by=home.clerk, at=at)


WAY = (
    (VersionStatus.UNIT_REVIEW, lambda v, h, at: services.submit(v, by=h.clerk, at=at)),
    (VersionStatus.SECRECY_REVIEW, lambda v, h, at: services.review(v, by=h.leader, at=at)),
    (VersionStatus.APPROVAL, lambda v, h, at: services.clear(v, opinion="不涉密", by=h.secrecy, at=at)),
    (VersionStatus.APPROVED, lambda v, h, at: services.approve(v, by=h.head, at=at)),
    (VersionStatus.PUBLISHED, lambda v, h, at: services.publish(v, by=h.leader, at=at)),
)


def bring(version: PowerVersion, home: House, status: str, *, at: dt.datetime = AT) -> PowerVersion:
    """Take a draft through its steps up to `status`."""
    for reached, step in WAY if status != VersionStatus.DRAFT else ():
        step(version, home, at)
        if reached == status:
            break
    return version


def published(home: House, name: str = "道路货物运输经营许可", *, at: dt.datetime = AT, **said: Any) -> PowerVersion:
    version = bring(draft(home, name, at=at, **said), home, VersionStatus.PUBLISHED, at=at)
    version.item.refresh_from_db()
    return version


def amended(version: PowerVersion, home: House, *, at: dt.datetime, **changes: Any) -> PowerVersion:
    """The next version, published."""
    new = services.amend(version.item, reason="法律修改", by=home.clerk, at=at)
    if changes:
        services.edit(new, by=home.clerk, at=at, **changes)
    return bring(new, home, VersionStatus.PUBLISHED, at=at)
