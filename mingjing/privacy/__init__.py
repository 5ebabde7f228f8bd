"""Personal data in texts and documents: found with its place, masked by rule. Pure: no Django, no storage."""

from mingjing.privacy.documents import Place, Report, find_in
from mingjing.privacy.finding import BLOCKING, NAME, Found, Kind, find, left_in
from mingjing.privacy.masking import mask, mask_name

__all__ = ["BLOCKING", "NAME", "Found", "Kind", "Place", "Report", "find", "find_in", "left_in", "mask", "mask_name"]
