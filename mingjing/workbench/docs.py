"""Pages of docs/generated/, drawn from the tables the system runs on; `make docs` writes them, CI compares."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps

from mingjing.core.steps import Table
from mingjing.people.enums import Role
from mingjing.rules import packs
from mingjing.rules.limits import Limit

NOTE = "<!-- Written by `make docs` from the code. Do not edit. -->\n"


def tables() -> Iterator[Table]:
    """The step tables of every part that has one, in the order of the parts."""
    for app in apps.get_app_configs():
        if app.name.startswith("mingjing.") and find_spec(f"{app.name}.workflow"):
            yield from import_module(f"{app.name}.workflow").TABLES


def states() -> str:
    """A state diagram and a table of steps for each kind of case."""
    return "\n".join([NOTE, "# States and steps\n", *(_diagram(table) for table in tables())])


def _diagram(table: Table) -> str:
    label = {state.value: str(state.label) for state in table.states}
    arrows = [f"    {source} --> {step.target}: {step.name}" for step in table.steps for source in sorted(step.sources)]
    ends = [f"    {state} --> [*]" for state in sorted(table.final)]
    names = [f"    {value}: {text}" for value, text in label.items()]
    rows = [
        f"| {step.name} | {'、'.join(label[s] for s in sorted(step.sources))} | {label[step.target]} "
        f"| {Role(step.role).label} | {step.basis} |"
        for step in table.steps
    ]
    head = "| Step | From | To | Role | Article |\n|---|---|---|---|---|"
    diagram = "\n".join(["```mermaid", "stateDiagram-v2", *names, *arrows, *ends, "```"])
    return "\n".join([f"## {table.title}\n", diagram, "", head, *rows, ""])


def roles() -> str:
    """What each role may do, step by step."""
    may: dict[str, list[str]] = defaultdict(list)
    for table in tables():
        for step in table.steps:
            may[step.role].append(f"{table.title}：{step.name}（{step.basis}）")
    sections = [f"## {role.label} `{role.value}`\n\n" + _list(may[role]) for role in Role]
    return "\n".join([NOTE, "# Roles and their steps\n", *sections])


def _list(lines: list[str]) -> str:
    return "".join(f"- {line}\n" for line in lines) or "No step of a case; what the role sees is in `access.py`.\n"


def limits() -> str:
    """Every limit of every pack with its article, its unit, its other reading and who set it."""
    return "\n".join([NOTE, "# Limits\n", *(_limits(packs.load(slug)) for slug in packs.slugs())])


def _limits(pack: packs.Pack) -> str:
    head = "| Id | Limit | Article | Length | From | Other reading | Set by |\n|---|---|---|---|---|---|---|"
    rows = [
        f"| {limit.id} | {limit.name} | {pack.documents[limit.document].short}{limit.article} | {limit} "
        f"| {limit.starts} | {str(limit.read_as(limit.alternative)) if limit.alternative else ''} | {_set_by(limit)} |"
        for limit in pack.limits.values()
    ]
    dates = [
        f"- {day.name}：{day.month}月{day.day}日（{day.whom}；{pack.documents[day.document].short}{day.article}）"
        for day in pack.dates.values()
    ]
    body = [head, *rows, "", *dates] if rows else ["No limits: the text of this version is not held."]
    return "\n".join([f"## {pack.title} `{pack.slug}`\n", *body, ""])


def _set_by(limit: Limit) -> str:
    return "local policy (GAP-18)" if limit.local_policy else limit.source or "the text"


def articles(tests: Path) -> str:
    """Every inventory id that a test proves, with its tests."""
    proven: dict[str, list[str]] = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        for name, ids in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            for article in ids:
                proven[article].append(f"`{path.relative_to(tests.parent).as_posix()}::{name}`")
    rows = [f"| {article} | {'<br>'.join(names)} |" for article, names in sorted(proven.items())]
    return "\n".join([NOTE, "# Articles and the tests that prove them\n", "| Id | Tests |\n|---|---|", *rows, ""])


def _marked(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            calls = [
                d for d in node.decorator_list if isinstance(d, ast.Call) and ast.unparse(d.func).endswith("article")
            ]
            ids = [arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)]
            if ids:
                yield node.name, [str(article) for article in ids]
