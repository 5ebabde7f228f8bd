"""The words by which a unit is found."""

from django.db.models import Value

from mingjing.core import bigrams
from mingjing.people.models import Unit


def index(unit: Unit) -> None:
    """Store the words of a unit: code, names, sector and duties."""
    text = bigrams.normalise(" ".join((unit.code, unit.name, unit.short_name, unit.sector, unit.duties)))
    Unit.objects.filter(pk=unit.pk).update(search_text=Value(text), search=bigrams.vector(text))
