"""Records that hold: neither corrected nor void. Publication on the site itself is read from the version."""

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When

from mingjing.catalogue.enums import Audience
from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.disclosure.models import Disclosure, Picture, Plan, Stage
from mingjing.people.models import Unit
from mingjing.rules import disclosing
from mingjing.takedowns.enums import Kind
from mingjing.takedowns.selectors import hidden


def valid() -> QuerySet[Disclosure]:
    """Records that nobody corrected, and corrections that do not void."""
    return Disclosure.objects.filter(correction=None, void=False)


def public() -> QuerySet[Disclosure]:
    """What the public may read of the records: not those of an internal disclosure, nor what was taken down."""
    rows = valid().exclude(scope=Audience.INTERNAL).exclude(pk__in=hidden(Kind.DISCLOSURE))
    rows = rows.filter(Q(item=None) | ~Q(item__in=hidden(Kind.POWER)))
    return rows.select_related("unit", "item", "plan", "stage", "occasion").prefetch_related(pictures())


def pictures() -> Prefetch:
    """The pictures of each record, in order."""
    return Prefetch("pictures", Picture.objects.order_by("order"))


def of_item(item: PowerItem) -> QuerySet[Disclosure]:
    """The public disclosure record of a power, newest first. Two queries."""
    return public().filter(item=item).order_by("-published_on", "-id")


def of_plan(plan: Plan) -> QuerySet[Disclosure]:
    """The public records of one piece of information, newest first. Two queries."""
    return public().filter(plan=plan).order_by("-published_on", "-id")


def stages_of(plan: Plan) -> QuerySet[Stage]:
    """The stages of a plan in order, each `disclosed` where a public record tells of it (ASM-5-3-3b)."""
    return plan.stages.annotate(disclosed=Exists(public().filter(stage=OuterRef("pk")))).order_by("order")


def of_unit(unit: Unit) -> QuerySet[Disclosure]:
    """The public records of a unit, newest first. Two queries."""
    return public().filter(unit=unit).order_by("-published_on", "-id")


def publications(item: PowerItem) -> QuerySet[PowerVersion]:
    """When the power was published on the site itself: a record that nobody has to write (ASM-5-3-2d)."""
    return item.versions.filter(published_at__isnull=False).order_by("-published_at")


def rank(column: str, order: tuple[str, ...]) -> Case:
    """The place of a scope or reach in its order, from nought; an expression."""
    found = [When(**{column: word}, then=Value(place)) for place, word in enumerate(order)]
    return Case(*found, output_field=IntegerField())


def scope_rank(column: str = "scope") -> Case:
    """How wide a scope is."""
    return rank(column, disclosing.SCOPES)


def reach_rank(column: str = "reach") -> Case:
    """How far a reach goes."""
    return rank(column, disclosing.REACHES)
