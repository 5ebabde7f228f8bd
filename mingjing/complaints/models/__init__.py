"""What is kept of complaints: numbers, dates and states in the clear; everything else is sealed."""

from mingjing.complaints.models.causes import CauseCount
from mingjing.complaints.models.complaints import Complaint, Grant, Receipt
from mingjing.complaints.models.duty import Call, DutyTurn
from mingjing.complaints.models.guarding import Message, Reminder, Stray
from mingjing.complaints.models.handling import Approval, Delivery, Extension, Forward, Rating
from mingjing.complaints.models.papers import Paper, SealedFile
from mingjing.complaints.models.publicising import Channels, Hotline, PublicSummary
from mingjing.complaints.models.routes import Route
from mingjing.complaints.models.transfers import TransferBatch

__all__ = [
    "Approval",
    "Call",
    "CauseCount",
    "Channels",
    "Complaint",
    "Delivery",
    "DutyTurn",
    "Extension",
    "Forward",
    "Grant",
    "Hotline",
    "Message",
    "Paper",
    "PublicSummary",
    "Rating",
    "Receipt",
    "Reminder",
    "Route",
    "SealedFile",
    "TransferBatch",
    "Stray",
]
