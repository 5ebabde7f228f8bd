"""区分责任: keep the answers, what the rules proposed, what the decider chose and why (ACC-10, ACC-12-d)."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from mingjing.accountability import access, workflow
from mingjing.accountability.models import AccountabilityCase, Division, SubjectShare
from mingjing.accountability.selectors import dividing as selectors
from mingjing.accountability.selectors.dividing import Matter, Said
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.meetings import selectors as meetings
from mingjing.people.models import Official
from mingjing.rules import packs
from mingjing.rules.accountability import Proposal, Share


@dataclass(frozen=True)
class Chosen:
    """The share that the decider gives a subject, and why it is not the proposed one."""

    share: str
    difference: str = ""


@transaction.atomic
def divide(
    case: AccountabilityCase,
    said: Said,
    chosen: Mapping[UUID, Chosen],
    *,
    circumstances: Sequence[str],
    weighing: str,
    after: UUID | None,
    by: Official,
    at: dt.datetime,
    today: dt.date,
) -> Division:
    """Divide responsibility, or divide it anew: an earlier division stays as it was. `after`: the one that was seen.

    Raises:
        Refused: another role or state, questions or evidence lacking, a share that was not chosen or differs without a
            reason, no word on circumstances and consequences, or somebody divided it meanwhile.
    """
    access.check_may_take(by, workflow.DIVIDE, case)
    ledger.take(workflow.DIVIDE, case, by=by, at=at)  # from here on nobody else divides
    found = selectors.matter(case)
    _check_locked(case, said)
    made = selectors.proposal(found, said)
    if problems := [one.text for one in made.open] or list(_problems(found, made, chosen, circumstances, weighing)):
        raise Refused("；".join(problems) + "。")
    latest = selectors.newest(case)
    if (latest.pk if latest else None) != after:
        raise Refused("别人刚刚区分过责任，请先看过再重新区分（ACC-12-d）。")
    division = Division.objects.create(
        case=case, answers=dict(said.answers), proposal=selectors.frozen(found, said, made),
        meeting_id=said.meeting.pk if said.meeting else None, circumstances=list(circumstances),
        weighing=weighing.strip(), by=by, on=today,
    )  # fmt: skip
    division.knowledge.set(said.knowledge)
    _keep_shares(division, found, made, chosen)
    return division


def _check_locked(case: AccountabilityCase, said: Said) -> None:
    """What the division rests on belongs to the case and stands."""
    standing = {one.pk for one in selectors.evidence(case)} if said.knowledge else set()
    if any(one.pk not in standing for one in said.knowledge):
        raise Refused("明知的证据要是本案没有被排除的证据（ACC-10-2b）。")
    if said.meeting and not meetings.signed(case.unit).filter(pk=said.meeting.pk).exists():
        raise Refused("集体决定的记录要是该单位已经签字的会议记录（ACC-10-3a）。")


def _problems(
    found: Matter, made: Proposal, chosen: Mapping[UUID, Chosen], circumstances: Sequence[str], weighing: str
) -> Iterator[str]:
    for subject in found.subjects:
        own, proposed = chosen.get(subject.pk), made.of(str(subject.pk))
        if own is None or own.share not in list(Share):
            yield f"请选定{subject}的责任（{proposed.article}）"
        elif own.share != proposed.share and not own.difference.strip():
            what = f"与建议的“{proposed.share.chinese}”不同" if proposed.share else "条文没有规定份额"
            yield f"{subject}的责任{what}，请写明理由（ACC-12-d）"
    if not weighing.strip():
        yield "请写明情节与后果（ACC-12-d）"
    if any(key not in packs.load(found.case.pack).circumstances for key in circumstances):
        yield "选了本版法规没有列出的情节（ACC-12-d）"


def _keep_shares(division: Division, found: Matter, made: Proposal, chosen: Mapping[UUID, Chosen]) -> None:
    rows = []
    for subject in found.subjects:
        own, proposed = chosen[subject.pk], made.of(str(subject.pk))
        differs = own.share != proposed.share
        rows.append(
            SubjectShare(
                division=division, subject=subject, proposed=proposed.share or "", article=proposed.article,
                reason=proposed.reason, chosen=own.share, difference=own.difference.strip() if differs else "",
            )
        )  # fmt: skip
    SubjectShare.objects.bulk_create(rows)
