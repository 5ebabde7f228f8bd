"""The list of gaps as a person sees it, and a unit whose card lacks nothing."""

import datetime as dt

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingjing.people.models import InternalBody, Official
from mingjing.supervision.services import gaps as services
from tests.catalogue.factories import DAY, House, house

GAPS = reverse("workbench:gaps")


def whole() -> House:
    """A unit whose card lacks nothing."""
    found = house()
    found.unit.duties, found.unit.authority = "管理道路运输", "行政许可"
    found.unit.service_phone, found.unit.report_phone = "0312-5066670", "0312-5066671"
    found.unit.save()
    found.unit.posts.update(scope="受理许可", authority="初审")
    found.unit.officials.update(post=found.handler)
    InternalBody.objects.create(unit=found.unit, name="许可科", function="办理许可")
    return found


def ago(days: int) -> dt.datetime:
    return timezone.now() - days * DAY


def sweep(day: dt.date | None = None) -> services.Swept:
    return services.sweep(today=day or timezone.localdate(), at=timezone.now())


def listed(client: Client, person: Official, **asked: str) -> list[tuple[str, str, str, int]]:
    """Id, unit, power and days of each gap on the page."""
    client.force_login(person)
    rows = client.get(GAPS, asked).context["rows"]
    return [(gap.article, gap.unit.name, gap.item.name if gap.item else "", days) for gap, days, _state in rows]
