"""A case together with the rows that hang on it, in one query: its page shows them all."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BinaryField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from mingjing.complaints.models import Approval, Complaint, Delivery, Extension, Forward, Grant

FOLDED: dict[str, type[Model]] = {
    "approvals": Approval,
    "deliveries": Delivery,
    "extensions": Extension,
    "grants": Grant,
}


def folded(cases: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """The cases, each with what `rows_of` reads. What is sealed in those rows is left for a query of its own."""
    for name, model in FOLDED.items():
        rows = model._default_manager.filter(complaint=OuterRef("pk")).order_by("pk")
        said = JSONObject(**{column: column for column in _columns(model)})
        cases = cases.annotate(**{f"folded_{name}": ArraySubquery(rows.values(said=said))})
    return cases.annotate(was_forwarded=Exists(Forward.objects.filter(complaint=OuterRef("pk"))))


def rows_of(complaint: Complaint, name: str) -> list[Any]:
    """The rows of a folded case; read anew where the case was not fetched by `folded`, or was changed since."""
    said = complaint.__dict__.get(f"folded_{name}")
    if said is None:
        return list(getattr(complaint, name).order_by("pk"))
    model = FOLDED[name]
    columns = _columns(model)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return [
        model.from_db("default", list(columns), [fields[column].to_python(row[column]) for column in columns])
        for row in said
    ]


def unfold(complaint: Complaint) -> None:
    """Forget what was folded: something was changed."""
    for name in (*FOLDED, "forwarded"):
        complaint.__dict__.pop(f"folded_{name}", None)
    complaint.__dict__.pop("was_forwarded", None)


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if not isinstance(field, BinaryField)]
