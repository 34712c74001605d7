"""A real Postgres, started, stopped, killed and found again, as root and as an ordinary user alike."""

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from asyncpg.exceptions import InvalidPasswordError

from thumbworks.embedded.account import ordinary_account
from thumbworks.embedded.child import spawn
from thumbworks.embedded.pgprograms import find_programs, programs_for, version_of
from thumbworks.embedded.postgres import Postgres, forget_postgres, place, start_postgres
from thumbworks.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home.open(tmp_path / "home")
    yield home
    forget_postgres(home)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Postgres]]:
    """One server for the tests that only look."""
    home = Home.open(tmp_path_factory.mktemp("shared"))
    with start_postgres(home) as server:
        yield home, server
    forget_postgres(home)


async def write(server: Postgres, *statements: str) -> None:
    connection = await asyncpg.connect(server.dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def count(server: Postgres) -> int:
    connection = await asyncpg.connect(server.dsn)
    found = await connection.fetchval("select count(*) from kept")
    await connection.close()
    return found


async def test_what_was_committed_survives_a_restart_a_kill_and_being_left_behind(home):
    with start_postgres(home) as server:
        await write(server, "create table kept (n int)", "insert into kept values (1)")
    with start_postgres(home) as server:
        await write(server, "insert into kept values (2)")
        server.process.kill()
        server.process.wait()
    orphan = start_postgres(home)
    await write(orphan, "insert into kept values (3)")
    with start_postgres(home) as server:
        assert not orphan.alive
        assert await count(server) == 3


async def test_a_wrong_password_is_refused(shared):
    home, server = shared
    with pytest.raises(InvalidPasswordError):
        await asyncpg.connect(server.dsn.replace(home.secret("postgres-password"), "guess"))


async def test_it_is_durable_and_understands_every_language(shared):
    connection = await asyncpg.connect(shared[1].dsn)
    settings = [await connection.fetchval(f"show {name}") for name in ("fsync", "server_encoding", "listen_addresses")]
    lowered = await connection.fetchval("select lower('ÄŁĐ')")
    await connection.close()

    assert settings == ["on", "UTF8", ""]
    assert lowered == "äłđ"


def test_home_and_cluster_are_closed_to_others(shared):
    home, server = shared
    modes = [stat.S_IMODE(folder.stat().st_mode) for folder in (home.path, server.data, server.data.parent)]

    assert modes == [0o700] * 3
    assert server.data.stat().st_uid != 0


def test_no_folder_above_is_opened_to_others(home, tmp_path):
    tmp_path.chmod(0o700)
    before = [stat.S_IMODE(folder.stat().st_mode) for folder in tmp_path.parents]
    with start_postgres(home):
        pass

    assert [stat.S_IMODE(folder.stat().st_mode) for folder in tmp_path.parents] == before
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account")
def test_root_lends_it_an_ordinary_account_and_none_of_its_groups(shared):
    lines = Path(f"/proc/{shared[1].process.pid}/status").read_text().splitlines()
    identity = {key: value.split() for key, _, value in (line.partition(":") for line in lines)}

    assert "0" not in identity["Uid"] + identity["Gid"]
    assert identity["Groups"] == []


def test_a_terminals_interrupt_does_not_reach_it(shared):
    """Ctrl-C goes to the foreground group: the rooms drain first, and only then the servers are stopped."""
    assert os.getpgid(shared[1].process.pid) != os.getpgid(0)


async def test_a_home_may_have_any_name(tmp_path):
    home = Home.open(tmp_path / 'a, "b" % c')
    with start_postgres(home) as server:
        await write(server, "create table kept (n int)")
        assert await count(server) == 0
    forget_postgres(home)


async def test_a_first_start_that_was_interrupted_is_begun_anew_also_under_a_path_too_long_for_a_socket(tmp_path):
    home = Home.open(tmp_path / ("long" * 12) / ("path, with \"quotes' " * 4))
    folder = place(home, home.secret("postgres-password"), ordinary_account())
    (folder / "data.draft").mkdir(parents=True)
    (folder / "data.draft/half").touch()
    with start_postgres(home) as server:
        await write(server, "create table kept (n int)")
        assert await count(server) == 0
        assert not (folder / "data.draft").exists()
    forget_postgres(home)


def test_a_process_number_that_belongs_to_somebody_else_by_now_is_left_alone(home):
    with start_postgres(home) as server:
        data = server.data
    bystander = spawn("a bystander", ["sleep", "60"], log=home.path / "bystander.log", gentle=signal.SIGTERM)
    (data / "postmaster.pid").write_text(f"{bystander.process.pid}\n{data}\n")
    shutil.chown(data / "postmaster.pid", data.stat().st_uid)
    with bystander, start_postgres(home) as server:
        assert server.alive
        assert bystander.alive


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account")
def test_programs_the_account_cannot_reach_are_copied_to_where_it_can(tmp_path):
    account, found = ordinary_account(), find_programs()
    packages, package = found.parents[2], found.parents[1].name
    for name in (package, f"{package}.libs"):
        shutil.copytree(packages / name, tmp_path / name)
    tmp_path.chmod(0o700)
    hidden = tmp_path / found.relative_to(packages)
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        copied = programs_for(account, hidden, Path(place))

        assert version_of(hidden, account) is None
        assert copied.is_relative_to(place)
        assert version_of(copied, account) == version_of(found)
