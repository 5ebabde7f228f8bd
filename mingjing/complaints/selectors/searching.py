"""Search in the texts of one's own open cases. They are opened in memory and compared there: no index, no trace."""

from collections.abc import Sequence
from dataclasses import dataclass

from mingjing.complaints.enums import PaperKind
from mingjing.complaints.models import Complaint, Paper
from mingjing.complaints.selectors import desk
from mingjing.complaints.selectors.opening import keys_of, purpose_of
from mingjing.people.models import Official
from mingjing.sealing.services import boxes
from mingjing.sealing.services.persons import Unlocked

SEARCHED = (PaperKind.STATEMENT, PaperKind.MESSAGE, PaperKind.SUMMARY, PaperKind.NOTE)
ROUND = 20  # letters shown on each side


@dataclass(frozen=True)
class Hit:
    """A case in which the words stand, and what stands around them."""

    complaint: Complaint
    around: str


def found(viewer: Official, unlocked: Unlocked, words: str) -> list[Hit]:
    """The open cases of this person in which all the words stand, the newest first. Two queries, and one of keys."""
    wanted = [word.casefold() for word in words.split()]
    cases = {case.pk: case for case in desk.open_cases(viewer)}
    keys = keys_of(list(cases), unlocked)
    said: dict[object, list[str]] = {}
    for paper in Paper.objects.filter(complaint__in=keys, kind__in=SEARCHED).order_by("complaint", "place"):
        key = keys[paper.complaint_id].of(purpose_of(paper.kind))
        if key:
            text = boxes.opened(paper.box, key, case=paper.complaint_id, purpose=f"{paper.purpose}/{paper.place}")
            said.setdefault(paper.complaint_id, []).append(str(text.get("text", "")))
    texts = {pk: "\n".join(parts) for pk, parts in said.items()}
    return [Hit(case, _around(texts[pk], wanted)) for pk, case in cases.items() if _holds(texts.get(pk, ""), wanted)]


def _holds(text: str, wanted: Sequence[str]) -> bool:
    return bool(wanted) and all(word in text.casefold() for word in wanted)


def _around(text: str, wanted: Sequence[str]) -> str:
    at = text.casefold().find(wanted[0])
    return text[max(0, at - ROUND) : at + len(wanted[0]) + ROUND]
