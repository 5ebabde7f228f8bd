"""The words by which a power is found."""

from django.db.models import Value

from mingjing.catalogue.models import PowerItem, PowerVersion
from mingjing.core import bigrams


def index(item: PowerItem, version: PowerVersion) -> None:
    """Store the words of the version that counts: the one in force, or the draft of a power never published."""
    said = (item.number, item.name, item.unit.name, item.unit.short_name, item.type.name)
    elements = (version.sub_name, version.conditions, version.result, *_laws(version))
    text = bigrams.normalise(" ".join(filter(None, (*said, *elements))))
    PowerItem.objects.filter(pk=item.pk).update(search_text=Value(text), search=bigrams.vector(text))


def _laws(version: PowerVersion) -> list[str]:
    return list(version.bases.values_list("basis__name", flat=True))
