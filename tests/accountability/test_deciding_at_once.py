"""Two deciders of one objection at the same moment: exactly one of them decides (GAP-07)."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from mingjing.accountability.models import AccountabilityCase, Objection
from mingjing.accountability.services import hearing, reviewing
from mingjing.accountability.services.hearing import Said
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.accountability import factories as make
from tests.accountability.factories import AT, TODAY, cast
from tests.accountability.test_reviewing import answered
from tests.casework.signals import in_force
from tests.catalogue.factories import official

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], None]) -> list[str]:
    barrier, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        try:
            barrier.wait(5)
            act()
            outcomes.append("won")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_two_deciders_one_decides():
    in_force()
    people = cast()
    row = answered(people, "revoked")
    other = official("member2", "lg_member", of=people.lgo.unit)
    mine, theirs = Objection.objects.get(pk=row.pk), Objection.objects.get(pk=row.pk)
    said = {"today": TODAY, "at": AT}
    assert at_once(
        lambda: reviewing.decide(mine, by=people.member, **said),
        lambda: reviewing.redo(theirs, reason="再查", by=other, at=AT),
    ) == ["refused", "won"]
    assert ledger.of_case(row).exclude(step__in=("提出异议", "领导小组指定异议办理人", "拟定异议答复")).count() == 1


def test_a_statement_and_the_end_of_the_hearing_at_once_leave_no_point_without_a_reply():
    in_force()
    people = cast()
    case = make.case(people, "informed")
    one = make.hearing(make.person(case, people.handler))
    mine = AccountabilityCase.objects.get(pk=case.pk)
    at_once(
        lambda: hearing.hear(mine, by=people.lgo, at=AT),
        lambda: hearing.file(one, Said(mode="written", statement="还有一点"), by=people.handler, today=TODAY, at=AT),
    )
    case.refresh_from_db()
    assert (case.status == "heard") != one.points.exists()
