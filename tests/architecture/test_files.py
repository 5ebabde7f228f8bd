"""What no file of the project may hold, and how long one may grow."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_MODULE, LONGEST_TEST, LONGEST_FUNCTION = 400, 300, 60
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "signals.py"}
# Written in pieces, so that this file does not hold what it looks for.
MACHINE = re.compile(
    "/wo" + r"rk/|/ro" + r"ot/\.|/opt/" + r"(wheels|pypi)|regis" + r"try\.npmjs|files\.python" + "hosted"
)


def tracked(*patterns: str) -> list[Path]:
    """Files that belong to the project, as git sees them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def test_no_file_names_a_path_or_a_registry_of_the_machine_it_was_made_on():
    found = [path.name for path in tracked() if MACHINE.search(path.read_text(encoding="utf-8", errors="ignore"))]
    assert found == []


def test_no_module_is_named_after_nothing():
    assert [path for path in tracked("mingjing/*.py") if path.name in FORBIDDEN_NAMES] == []


def test_modules_stay_short():
    limits = {"mingjing": LONGEST_MODULE, "config": LONGEST_MODULE, "tests": LONGEST_TEST}
    modules = [path for path in tracked("mingjing/*.py", "config/*.py", "tests/*.py") if "migrations" not in path.parts]
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert {str(path): n for path, n in lengths.items() if n > limits[path.parts[0]]} == {}


def test_functions_stay_short():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in tracked("mingjing/*.py", "config/*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize(
    "forbidden",
    [
        r"<style",
        r"\sstyle\s*=",
        r"\son[a-z]+\s*=\s*[\"']",  # onclick and its kind
        r"<script(?![^>]*\ssrc=)(?![^>]*application/json)",
        r"javascript:",
    ],
)
def test_templates_hold_nothing_that_the_content_policy_drops(forbidden):
    pages = tracked("templates/*.html", "mingjing/*.html")
    assert [str(p.relative_to(ROOT)) for p in pages if re.search(forbidden, p.read_text(encoding="utf-8"), re.I)] == []


def test_the_english_catalogue_is_complete():
    catalogue = polib.pofile(str(ROOT / "locale/en/LC_MESSAGES/django.po"))
    assert [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext to collect the labels")
def test_every_label_is_in_the_english_catalogue(tmp_path):
    for path in tracked("mingjing/*.py", "mingjing/*.html", "config/*.py", "templates/*"):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "en", "--verbosity=0"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=tmp_path, check=True, env=environment)
    labels = {entry.msgid for entry in polib.pofile(str(tmp_path / "locale/en/LC_MESSAGES/django.po"))}
    known = {entry.msgid for entry in polib.pofile(str(ROOT / "locale/en/LC_MESSAGES/django.po"))}
    assert sorted(labels - known) == []
