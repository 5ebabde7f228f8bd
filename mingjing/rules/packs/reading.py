"""Reads a pack folder into frozen rows and names every problem: file, key, reason."""

import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from datetime import date
from importlib.resources.abc import Traversable
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from mingjing.rules.limits import CountUnit, Limit
from mingjing.rules.packs import nouns

# Which tables a file may hold, and what a row of each is.
FILES: dict[str, dict[str, type]] = {
    "pack.toml": {"documents": nouns.Document, "addressees": nouns.Addressee},
    "articles.toml": {"articles": nouns.Article},
    "limits.toml": {"limits": Limit, "dates": nouns.FixedDate},
    "grounds.toml": {"groups": nouns.Group, "grounds": nouns.Ground},
    "measures.toml": {"severities": nouns.Severity, "measures": nouns.Measure, "divisions": nouns.Division},
    "circumstances.toml": {"circumstances": nouns.Circumstance},
    "acts.toml": {"acts": nouns.Act, "channels": nouns.Way},
    "grades.toml": {"grades": nouns.GradeScheme},
    "indicators.toml": {
        "groups": nouns.Group,
        "indicators": nouns.Indicator,
        "forms": nouns.Way,
        "methods": nouns.Way,
        "subjects": nouns.Way,
    },
    "questions.toml": {
        "groups": nouns.Group,
        "questions": nouns.Question,
        "categories": nouns.Way,
        "ways": nouns.Way,
    },
    "steps.toml": {"steps": nouns.ProcedureStep},
    "bases.toml": {"bases": nouns.Basis},
    "alerts.toml": {"alerts": nouns.Alert},
}
TABLES = sorted({table for tables in FILES.values() for table in tables})
HEAD = {"title": str, "issuer": str, "issued_on": date, "in_force_from": date, "trial": bool, "note": str}
MAY_BE_ZERO = {"articles", "at_least", "warn_before"}
WORDS = {str: "文字", int: "整数", bool: "true 或 false", date: "日期"}


class Problems(list[str]):
    """What is wrong with a pack, each as file, key and reason."""

    def add(self, file: str, key: str, reason: str) -> None:
        self.append(f"{file}：{key}：{reason}")


def read(folder: Traversable, problems: Problems) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The pack's head and its tables of rows. What could not be read is in `problems`, not in the tables."""
    tables: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
    head: dict[str, Any] = {}
    for file in sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml")):
        if file not in FILES:
            problems.add(file, "文件名", f"不认识的文件，可用 {'、'.join(FILES)}")
            continue
        content = _parse(folder / file, problems)
        if file == "pack.toml":
            head = _head(content.pop("pack", {}), problems)
        _fill(tables, file, content, problems)
    if not head:
        problems.add("pack.toml", "pack", "缺少文件或 [pack] 表")
    return head, tables


def _parse(file: Traversable, problems: Problems) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        problems.add(file.name, "编码", "不是 UTF-8 文字")
    except tomllib.TOMLDecodeError as error:
        twice = "重复的编号或键；" if "twice" in str(error) or "overwrite" in str(error) else ""
        problems.add(file.name, "格式", f"{twice}{error}")
    return {}


def _head(row: dict[str, Any], problems: Problems) -> dict[str, Any]:
    for key, value in row.items():
        if key not in HEAD:
            problems.add("pack.toml", f"pack.{key}", f"不认识的键，可用 {'、'.join(HEAD)}")
        elif not _is(value, HEAD[key]):
            problems.add("pack.toml", f"pack.{key}", f"应为{WORDS[HEAD[key]]}，实为 {value!r}")
    for key in HEAD.keys() - row.keys() - {"note"}:
        problems.add("pack.toml", f"pack.{key}", "缺少")
    return {"note": "", **row}


def _fill(tables: dict[str, dict[str, Any]], file: str, content: dict[str, Any], problems: Problems) -> None:
    for table, rows in content.items():
        noun = FILES[file].get(table)
        if noun is None or not isinstance(rows, dict):
            problems.add(file, table, f"不认识的表，可用 {'、'.join(FILES[file])}")
            continue
        for identifier, row in rows.items():
            key = f"{table}.{identifier}"
            if identifier in tables[table]:
                problems.add(file, key, "编号重复")
            made = _row(noun, identifier, row, file, key, problems)
            if made is not None:
                tables[table][identifier] = made


def _row(noun: type, identifier: str, row: object, file: str, key: str, problems: Problems) -> Any:
    """One row as its noun, or None with the reasons in `problems`."""
    if not isinstance(row, dict):
        problems.add(file, key, f"应为一张表，实为 {row!r}")
        return None
    found = len(problems)
    known = {field.name: field for field in fields(noun)}
    values = {"id": identifier, **({"document": identifier.partition("-")[0]} if "document" in known else {}), **row}
    for name in sorted(values.keys() - known.keys()):
        problems.add(file, f"{key}.{name}", f"不认识的键，可用 {'、'.join(n for n in known if n != 'id')}")
    for name in (name for name, field in known.items() if _required(field) and name not in values):
        problems.add(file, f"{key}.{name}", "缺少")
    hints = get_type_hints(noun)
    for name in values.keys() & known.keys():
        for reason in _convert(values, name, hints[name]):
            problems.add(file, f"{key}.{name}", reason)
    return noun(**values) if len(problems) == found else None


def _required(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _convert(values: dict[str, Any], name: str, hint: Any) -> Iterator[str]:
    """Put the typed value in place; yields why it cannot be."""
    value = values[name]
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if hint is CountUnit:
        if value not in set(CountUnit):
            yield f"“{value}”不是期限单位，可用 {'、'.join(CountUnit)}"
            return
        values[name] = CountUnit(value)
    elif get_origin(hint) is tuple:
        yield from _convert_list(values, name, get_args(hint)[0])
    elif not _is(value, hint):
        yield f"应为{WORDS[hint]}，实为 {value!r}"
    elif hint is int and value < (name not in MAY_BE_ZERO):
        yield f"应为正数，实为 {value!r}"


def _convert_list(values: dict[str, Any], name: str, part: type) -> Iterator[str]:
    value = values[name]
    if part is nouns.Grade:
        try:
            values[name] = tuple(nouns.Grade(**row) for row in value)
        except TypeError:
            yield f"应为 name 和 at_least 的列表，实为 {value!r}"
    elif isinstance(value, list) and all(_is(item, part) for item in value):
        values[name] = tuple(value)
    else:
        yield f"应为{WORDS[part]}的列表，实为 {value!r}"


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))
