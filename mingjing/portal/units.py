"""单位: every unit by addressee class, and each unit's public card."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mingjing.catalogue import selectors
from mingjing.catalogue.enums import Attribute, ItemStatus
from mingjing.people.enums import AddresseeClass
from mingjing.people.models import Unit
from mingjing.portal import disclosures

PUBLIC = Q(powers__status__in=(ItemStatus.IN_FORCE, ItemStatus.SUSPENDED), powers__current__attribute=Attribute.PUBLIC)


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Every unit in office, class by class, with how many powers it publishes. One query."""
    today = timezone.localdate()
    rows = Unit.objects.filter(Q(active_to=None) | Q(active_to__gte=today), active_from__lte=today)
    counted = rows.annotate(published=Count("powers", filter=PUBLIC)).order_by("code")
    groups = {label: [unit for unit in counted if unit.addressee_class == key] for key, label in AddresseeClass.choices}
    return render(request, "portal/units.html", {"section": "units", "groups": groups})


@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """What the unit is for, who answers for what, how to reach it, and its powers."""
    found = get_object_or_404(Unit.objects.select_related("parent", "administered_by"), code=code)
    context = {
        "section": "units",
        "unit": found,
        "bodies": found.bodies.order_by("order", "name"),
        "posts": found.posts.order_by("section", "kind", "title"),
        "powers": selectors.public().filter(unit=found).order_by("number"),
        "children": found.children.order_by("code"),
        **disclosures.of_unit(found, timezone.localdate()),
    }
    return render(request, "portal/unit.html", context)
