"""文书: what goes out of a case, as documents. Each function writes one kind; `freezing` keeps what was written."""

from mingjing.accountability.letters.answering import clarify, reply
from mingjing.accountability.letters.circulating import circular, rectify
from mingjing.accountability.letters.deciding import decision, notice
from mingjing.accountability.letters.handing import transfer
from mingjing.accountability.letters.hearing import defence

__all__ = ["circular", "clarify", "decision", "defence", "notice", "rectify", "reply", "transfer"]
