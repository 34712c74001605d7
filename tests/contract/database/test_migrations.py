import asyncio
import itertools
import os
import re
import shutil
from pathlib import Path

import asyncpg
import pytest
from tests.conftest import execute

from common.migrations import BEFORE_THE_FOLD, FOLDED, RECORD, HalfASchemaError, migrate, migrations_in
from common.settings import Settings
from thumbworks.errors import HouseError
from thumbworks.house import schema
from thumbworks.servers import Servers

SUPABASE = Path(__file__).parents[3] / "supabase"
RECORDED = "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, 'tables', '{-}')"
LEFT = ("jobs", "me", "erasing_accounts")
_numbers = itertools.count(1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of `supabase/` with one migration more, which makes the table `more_<its last digits>`."""
    copy = tmp_path / "supabase"
    shutil.copytree(SUPABASE, copy)
    number = next(_numbers)
    (copy / "migrations" / f"9999010100{number:04}_more.sql").write_text(f"create table more_{number} (id int);")
    return copy


@pytest.fixture
async def begun_url(postgres) -> str:
    """A database of its own that holds nothing but the record of one file from before the fold."""
    name = f"begun_{os.getpid()}_{next(_numbers)}"
    await execute(postgres.dsn(), f"create database {name}")
    await execute(postgres.dsn(name), RECORD, RECORDED.replace("$1", f"'{BEFORE_THE_FOLD}'"))
    return postgres.dsn(name)


@pytest.fixture
async def begun(begun_url):
    opened = await asyncpg.connect(begun_url)
    yield opened
    await opened.close()


def newest(folder: Path):
    return migrations_in(folder)[-1]


async def test_nothing_is_applied_twice(connection):
    assert await migrate(connection, SUPABASE) == []


async def test_what_was_applied_is_recorded_as_the_supabase_cli_does(connection):
    rows = await connection.fetch("select version, name, statements from supabase_migrations.schema_migrations")

    assert {(row["version"], row["name"]) for row in rows} >= {(m.version, m.name) for m in migrations_in(SUPABASE)}
    assert all(row["statements"] for row in rows)


async def test_only_what_is_missing_is_applied(connection, folder):
    assert await migrate(connection, folder) == [newest(folder).version]


async def test_a_migration_that_fails_leaves_nothing_behind(connection, folder):
    newest(folder).file.write_text("create table half_done (id int); select 1 / 0;")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(connection, folder)

    assert await connection.fetchval("select to_regclass('half_done') is null")


async def test_two_migrators_at_once_apply_it_once(database_url, folder):
    connections = [await asyncpg.connect(database_url) for _ in range(4)]

    applied = await asyncio.gather(*(migrate(connection, folder) for connection in connections))

    assert sorted(map(len, applied)) == [0, 0, 0, 1]
    for connection in connections:
        await connection.close()


def test_versions_are_unique_and_in_the_format_of_the_supabase_cli():
    versions = [migration.version for migration in migrations_in(SUPABASE)]

    assert len(set(versions)) == len(versions)
    assert all(len(version) == 14 and version.isdigit() for version in versions)


async def test_who_had_applied_every_file_from_before_the_fold_has_the_schema_already(begun):
    for migration in migrations_in(SUPABASE):
        await begun.execute(RECORDED, migration.version)

    assert await migrate(begun, SUPABASE) == []


async def test_what_came_after_the_fold_is_applied_to_an_older_database_too(begun, folder):
    for migration in migrations_in(SUPABASE):
        await begun.execute(RECORDED, migration.version)

    assert await migrate(begun, folder) == [newest(folder).version]


@pytest.mark.parametrize("applied", [0, 5])
async def test_a_database_with_some_of_the_files_from_before_the_fold_is_told_so_and_left_alone(begun, applied):
    for migration in migrations_in(SUPABASE)[:applied]:
        await begun.execute(RECORDED, migration.version)

    with pytest.raises(HalfASchemaError, match="only a part of the schema"):
        await migrate(begun, SUPABASE)

    assert await begun.fetchval("select to_regclass('plans') is null and to_regnamespace('auth') is null")


async def test_a_house_over_such_a_database_is_told_what_mends_it(begun_url):
    with pytest.raises(HouseError, match="start the version that made it once more"):
        await schema(Settings(), Servers(nats_url="", database_url=begun_url))


@pytest.fixture
async def early(postgres, tmp_path: Path):
    """A database as it was when the last of `LEFT` was the newest file."""
    copy = tmp_path / "early"
    shutil.copytree(SUPABASE, copy)
    last = max(migration.version for migration in migrations_in(copy) if migration.name in LEFT)
    for migration in migrations_in(copy):
        if migration.version > last:
            migration.file.unlink()
    name = f"early_{os.getpid()}_{next(_numbers)}"
    await execute(postgres.dsn(), f"create database {name}")
    opened = await asyncpg.connect(postgres.dsn(name))
    await migrate(opened, copy)
    yield opened
    await opened.close()


async def test_what_left_the_folded_files_replaces_what_an_older_database_has(early):
    functions = "select proname, prosrc, proacl from pg_proc where pronamespace::regnamespace in ('public', 'private')"
    before = await early.fetch(f"{functions} order by 1, 2")

    for migration in migrations_in(SUPABASE):
        if migration.name in LEFT:
            await early.execute(migration.file.read_text())

    assert await early.fetch(f"{functions} order by 1, 2") == before


def test_the_folded_files_say_everything_once():
    folded = [migration for migration in migrations_in(SUPABASE) if migration.version <= FOLDED]
    changing = re.compile(r"^(?:create or replace|drop|alter table \w+ (?!enable)).*", re.MULTILINE)

    assert [change for migration in folded for change in changing.findall(migration.file.read_text())] == []
