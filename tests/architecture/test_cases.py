"""No state is a dead end by accident, and no step starts from nowhere."""

from importlib import import_module
from pathlib import Path

import pytest

from mingjing.core.steps import Table
from mingjing.people.enums import Role

ROOT = Path(__file__).resolve().parents[2]
PARTS = sorted(path.parent.name for path in (ROOT / "mingjing").glob("*/workflow.py"))
TABLES: list[Table] = [table for part in PARTS for table in import_module(f"mingjing.{part}.workflow").TABLES]
NAMES = [table.title for table in TABLES]


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_every_state_is_left_by_a_step_or_is_final(table):
    left = {source for step in table.steps for source in step.sources}
    assert set(table.states) == left | table.final
    assert not left & table.final


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_every_step_leads_to_a_state_of_its_table_and_is_somebodys(table):
    assert {step.target for step in table.steps} <= set(table.states)
    assert {step.role for step in table.steps} <= set(Role)
    assert all(step.basis for step in table.steps)
