"""Writes of the part: drafting, charts, publishing."""

from mingjing.catalogue.services.charts import describe_node, describe_nodes, set_chart
from mingjing.catalogue.services.drafting import amend, create_item, edit
from mingjing.catalogue.services.importing import import_book
from mingjing.catalogue.services.indexing import index
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
from mingjing.catalogue.services.rows import add_basis, add_material, add_special_procedure, remove_row

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
    "describe_nodes",
    "edit",
    "import_book",
    "index",
    "publish",
    "remove_row",
    "resume",
    "return_draft",
    "review",
    "set_chart",
    "submit",
    "suspend",
]
