"""职权目录: powers, their versions with every element of the published list, and their flow charts."""

from mingjing.catalogue.models.changes import ChangeEvent, Revision
from mingjing.catalogue.models.charts import FlowChart, FlowNode
from mingjing.catalogue.models.clearing import ClearingEntry, ClearingOpinion, ClearingRound, ClearingUnit
from mingjing.catalogue.models.elements import Material, PowerBasis, SpecialProcedure
from mingjing.catalogue.models.imports import ImportedFile, PowerImport
from mingjing.catalogue.models.powers import PowerItem, PowerType, PowerVersion

__all__ = [
    "ChangeEvent",
    "ClearingEntry",
    "ClearingOpinion",
    "ClearingRound",
    "ClearingUnit",
    "FlowChart",
    "FlowNode",
    "ImportedFile",
    "Material",
    "PowerBasis",
    "PowerImport",
    "PowerItem",
    "PowerType",
    "PowerVersion",
    "Revision",
    "SpecialProcedure",
]
