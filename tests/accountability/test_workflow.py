"""The tables of accountability as graphs: nothing is stuck, nothing skips a stage, what is over stays over."""

import re
from collections.abc import Iterable

import pytest

from mingjing.accountability import workflow
from mingjing.accountability.enums import CaseStatus as S
from mingjing.accountability.enums import ObjectionStatus as O
from mingjing.accountability.workflow import CASE_STEPS, OBJECTION_STEPS, OVER, READ_ONLY, TABLES
from mingjing.core.steps import Step
from mingjing.people.enums import Role

ARTICLE = re.compile(r"^\| `?((?:ACC|GAP)-[\w-]+)", re.MULTILINE)
APPROVED_ON_THE_WAY = (
    S.INVESTIGATING, S.ESTABLISHED, S.INFORMED, S.HEARD, S.DIVIDED, S.DRAFTED, S.CHECKED, S.APPROVED,
)  # fmt: skip
JUDGES = {Role.LGO_HEAD, Role.LG_MEMBER, Role.LEGAL_REVIEWER}


def reached(start: str, steps: Iterable[Step], *, without: str = "") -> set[str]:
    """Every state that the steps lead to from one, never entering `without`."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for step in steps:
            if here in step.sources and step.target not in found and step.target != without:
                found.add(step.target)
                waiting.append(step.target)
    return found


@pytest.mark.parametrize("table", TABLES, ids=[table.title for table in TABLES])
def test_every_state_is_reached_from_the_first_and_leads_to_an_end(table):
    first = next(iter(table.states))
    assert reached(first, table.steps) == set(table.states)
    for state in set(table.states) - table.final:
        assert reached(state, table.steps) & table.final, state


@pytest.mark.parametrize("state", sorted(set(S) - OVER))
def test_a_case_ends_from_everywhere_by_its_own_way_without_an_objection(state):
    ways = [step for step in CASE_STEPS if step.basis != "GAP-07"]
    assert reached(state, ways) & OVER


@pytest.mark.article("ACC-12-c", "ACC-12-d", "ACC-12-e", "ACC-12-f")
@pytest.mark.parametrize("stage", APPROVED_ON_THE_WAY)
def test_nobody_is_told_of_a_decision_that_skipped_a_stage(stage):
    told = {S.NOTIFIED, S.RECTIFYING, S.REPORTED, S.VERIFIED, S.CLOSED}
    assert told <= reached(S.REGISTERED, CASE_STEPS)
    assert not told & reached(S.REGISTERED, CASE_STEPS, without=stage)


def test_what_is_only_read_is_left_by_these_steps_alone():
    left = {(state, step.target, step.role) for step in CASE_STEPS for state in step.sources & READ_ONLY}
    assert left == {
        (S.TRANSFERRING, S.TRANSFERRED, Role.LGO_CLERK),
        (S.TRANSFERRING, S.INVESTIGATING, Role.LGO_HEAD),
        (S.TRANSFERRING, S.INVESTIGATING, Role.LG_MEMBER),
        *((S.CLOSED, target, role) for target in (S.REVOKED, S.DIVIDED) for role in (Role.LGO_HEAD, Role.LG_MEMBER)),
    }


def test_whoever_drafts_neither_checks_nor_approves_nor_decides_on_an_objection():
    by = {state: {step.role for step in CASE_STEPS if step.target == state} for state in S}
    assert by[S.DRAFTED] == {Role.LGO_CLERK}
    assert by[S.CHECKED] == {Role.LEGAL_REVIEWER}
    assert by[S.APPROVED] == by[S.REVOKED] == {Role.LGO_HEAD, Role.LG_MEMBER}
    assert by[S.NOT_ESTABLISHED] == by[S.TRANSFERRING] == {Role.LGO_HEAD}
    ends = {step.role for step in OBJECTION_STEPS if step.target in workflow.ENDED}
    assert ends == {Role.LGO_HEAD, Role.LG_MEMBER}
    assert {step.role for step in OBJECTION_STEPS if step.target == O.ANSWERED} == {Role.LGO_CLERK}
    assert not by[S.DRAFTED] & JUDGES


def test_a_step_of_one_name_is_one_step():
    for table in TABLES:
        names = [step.name for step in table.steps]
        assert len(names) == len(set(names))
        assert not [step.name for step in table.steps if step.sources & table.final]


def test_every_step_rests_on_an_article_of_the_inventory(shared):
    known = set(ARTICLE.findall((shared / "regulation" / "inventory.md").read_text(encoding="utf-8")))
    assert known
    assert {step.basis for table in TABLES for step in table.steps} <= known
