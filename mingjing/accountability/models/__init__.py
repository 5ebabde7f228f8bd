"""Rows of the part."""

from mingjing.accountability.models.cases import AccountabilityCase, Instruction, Investigator, Subject
from mingjing.accountability.models.deciding import Decision, Distribution, Division, Measure, Spared, SubjectShare
from mingjing.accountability.models.exports import Export
from mingjing.accountability.models.following import (
    Delivery,
    Letter,
    LetterScan,
    Objection,
    ObjectionFile,
    Outcome,
    Transfer,
    TransferReceipt,
)
from mingjing.accountability.models.investigating import Evidence, EvidenceFile, Fact, Hearing, HearingFile, Point

__all__ = [
    "AccountabilityCase",
    "Decision",
    "Delivery",
    "Distribution",
    "Division",
    "Evidence",
    "EvidenceFile",
    "Export",
    "Fact",
    "Hearing",
    "HearingFile",
    "Instruction",
    "Investigator",
    "Letter",
    "LetterScan",
    "Measure",
    "Objection",
    "ObjectionFile",
    "Outcome",
    "Point",
    "Spared",
    "Subject",
    "SubjectShare",
    "Transfer",
    "TransferReceipt",
]
