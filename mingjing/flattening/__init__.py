"""压平: a file that strangers sent becomes pictures or bare text, in a process that can do nothing else."""

from mingjing.flattening.kinds import ALLOWED, CODES, REMOVED, Flat, Kind, NotFlattened, kind_of
from mingjing.flattening.sandbox import flatten, probe

__all__ = ["ALLOWED", "CODES", "REMOVED", "Flat", "Kind", "NotFlattened", "flatten", "kind_of", "probe"]
