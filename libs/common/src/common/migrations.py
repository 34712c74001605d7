"""Brings a Postgres to the newest schema: `supabase/migrations/*.sql`, in order, each once and in its own transaction.

What was applied is recorded the way the Supabase CLI does it (`supabase_migrations.schema_migrations`), so either tool
may run after the other. A Postgres that is not Supabase's first gets `supabase/bootstrap.sql`.

    python -m common.migrations [supabase]      brings the database THUMBWORKS_DATABASE_URL names up to date
"""

import asyncio
import importlib
import sys
from pathlib import Path
from typing import Any, NamedTuple

from common.settings import Settings

# One migrator at a time in a database; the number only has to differ from other advisory locks.
LOCK = 7_412_026

# Before 0.1.0 the schema was written anew, in the files up to `FOLDED`. Whoever had applied all of the older files has
# the same schema, and its record, already. The first of those has no file any more (docs/decisions/0019).
BEFORE_THE_FOLD = "20261125090000"
FOLDED = "20261129224000"

RECORD = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
"""


class HalfASchemaError(RuntimeError):
    """The database has some of the files from before the fold: what is missing cannot be told from what is there."""

    def __init__(self) -> None:
        super().__init__(
            "this database has only a part of the schema as it was before 0.1.0: bring it up to date with the version"
            " that made it, then with this one, or begin with an empty database"
        )


class Migration(NamedTuple):
    version: str
    name: str
    file: Path


def migrations_in(folder: Path) -> list[Migration]:
    """`folder` is `supabase/`; files are named `<version>_<name>.sql`."""
    files = sorted((folder / "migrations").glob("*_*.sql"))
    names = (file.stem.partition("_") for file in files)
    return [Migration(version, name, file) for (version, _, name), file in zip(names, files, strict=True)]


async def migrate(connection: Any, folder: Path) -> list[str]:
    """Apply what is missing and return its versions. `connection` is asyncpg's, of a role that may create schemas.

    Raises `HalfASchemaError`, with nothing changed.
    """
    if not (missing := await _missing(connection, folder)):
        return []
    await connection.execute("select pg_advisory_lock($1)", LOCK)
    try:
        if await connection.fetchval("select to_regproc('auth.uid') is null"):
            await connection.execute((folder / "bootstrap.sql").read_text())
        await connection.execute(RECORD)
        missing = await _missing(connection, folder)  # another migrator may have been faster
        for migration in missing:
            await _apply(connection, migration)
        await connection.execute("notify pgrst, 'reload schema'")  # a PostgREST that stands before it knows it by heart
    finally:
        await connection.execute("select pg_advisory_unlock($1)", LOCK)
    return [migration.version for migration in missing]


async def _missing(connection: Any, folder: Path) -> list[Migration]:
    known = await connection.fetchval("select to_regclass('supabase_migrations.schema_migrations')")
    applied: set[str] = set()
    if known:
        applied.update(*await connection.fetch("select version from supabase_migrations.schema_migrations"))
    missing = [migration for migration in migrations_in(folder) if migration.version not in applied]
    if BEFORE_THE_FOLD in applied and any(migration.version <= FOLDED for migration in missing):
        raise HalfASchemaError
    return missing


async def _apply(connection: Any, migration: Migration) -> None:
    statements = migration.file.read_text()
    async with connection.transaction():
        await connection.execute(statements)
        await connection.execute(
            "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)",
            migration.version,
            migration.name,
            [statements],
        )


async def bring_up_to_date(url: str, folder: Path) -> list[str]:
    """Open a connection to the Postgres at `url` for it. On Supabase that is the project's own connection string."""
    driver: Any = importlib.import_module("asyncpg")  # ships no types
    connection = await driver.connect(url)
    try:
        return await migrate(connection, folder)
    finally:
        await connection.close()


async def main(folder: Path) -> None:
    try:
        applied = await bring_up_to_date(Settings().database_url.get_secret_value(), folder)
    except HalfASchemaError as half:
        sys.exit(str(half))
    for version in applied:
        print(version)  # noqa: T201 - a command run by hand and by compose says what it did


if __name__ == "__main__":
    asyncio.run(main(Path(*sys.argv[1:2] or ["supabase"])))
