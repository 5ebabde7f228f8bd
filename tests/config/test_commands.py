"""`mingjing`: law without a database, everything else beside one."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import commands, database
from mingjing import console

ROOT = Path(__file__).resolve().parents[2]


def test_help_lists_our_commands_before_djangos():
    text = commands.help_text()
    assert text.index("judge") < text.index("Mingjing:") < text.index("ledger: ") < text.index("django.core: ")


@pytest.mark.parametrize("name", sorted(console.STANDALONE))
def test_judging_and_dates_start_without_settings_or_database(name):
    script = f"import sys; from mingjing import console; console.main(['{name}', '--help'])"
    check = "import sys, atexit; atexit.register(lambda: print('django.db' in sys.modules)); "
    done = subprocess.run([sys.executable, "-c", check + script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("False")


def test_an_address_becomes_djangos_settings():
    entry = database.parse("postgresql://ying:p%40ss@db.example:6432/city?sslmode=require")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"]) == ("ying", "p@ss", "db.example", "6432")
    assert entry["NAME"] == "city"
    assert entry["OPTIONS"] == {"sslmode": "require", "options": database.PLANNED}


def test_an_address_may_bring_options_of_its_own():
    entry = database.parse("postgresql:///city?options=-c%20work_mem%3D64MB")
    assert entry["OPTIONS"] == {"options": "-c work_mem=64MB"}


def test_a_socket_folder_is_a_host():
    assert database.parse("postgresql://mingjing@/mingjing?host=%2Frun%2Fdb")["HOST"] == "/run/db"


def test_migrations_connect_as_the_owner_and_the_server_does_not(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("MIGRATE_DATABASE_URL", raising=False)
    assert database.parse(database.app_url(tmp_path))["USER"] == "mingjing_app"
    assert database.parse(database.owner_url(tmp_path))["USER"] == "mingjing"


def test_a_given_database_is_used_for_both(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@b/c")
    assert database.app_url(tmp_path) == database.owner_url(tmp_path) == "postgresql://a@b/c"
    monkeypatch.setenv("MIGRATE_DATABASE_URL", "postgresql://owner@b/c")
    assert database.owner_url(tmp_path) == "postgresql://owner@b/c"


def test_starting_over_never_empties_a_given_database(monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@b/c")
    assert commands.main(["serve", "--reset"]) == 1
    assert "empty DATABASE_URL's yourself" in capsys.readouterr().err


def test_the_secret_key_is_made_once_and_nobody_else_may_read_it(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    key = database.secret_key(tmp_path)
    assert len(key) >= 50
    assert database.secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("words", "code"), [(["serve", "--help"], 0), (["serve", "--rest"], 2), (["prepare", "x"], 2)])
def test_what_serve_and_prepare_do_not_know_starts_nothing(words, code, monkeypatch, capsys):
    monkeypatch.setattr(database, "available", lambda folder: pytest.fail("started"))
    assert commands.main(words) == code
    assert "serve until Ctrl-C" in capsys.readouterr().out
