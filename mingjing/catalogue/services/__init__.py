"""Writes of the part: drafting, charts, publishing."""

from mingjing.catalogue.services.charts import describe_node, set_chart
from mingjing.catalogue.services.drafting import (
    add_basis,
    add_material,
    add_special_procedure,
    amend,
    create_item,
    edit,
    remove_row,
)
from mingjing.catalogue.services.publishing import (
    abolish,
    approve,
    clear,
    publish,
    resume,
    return_draft,
    review,
    submit,
    suspend,
)

__all__ = [
    "abolish",
    "add_basis",
    "add_material",
    "add_special_procedure",
    "amend",
    "approve",
    "clear",
    "create_item",
    "describe_node",
    "edit",
    "publish",
    "remove_row",
    "resume",
    "return_draft",
    "review",
    "set_chart",
    "submit",
    "suspend",
]
