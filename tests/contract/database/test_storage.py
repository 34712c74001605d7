"""Supabase Storage as far as SQL reaches: its schema is made here, because only Supabase has it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

(MIGRATION,) = (Path(__file__).parents[3] / "supabase/migrations").glob("*_storage.sql")
STORAGE = """
create schema storage;
create table storage.buckets (id text primary key, name text not null unique, public boolean default false);
create table storage.objects (id uuid primary key default gen_random_uuid(), bucket_id text, name text);
alter table storage.objects enable row level security;
grant usage on schema storage to anon, authenticated;
grant all on storage.objects to anon, authenticated;
"""


@pytest.fixture
def road() -> str:
    return "postgres"


@pytest.fixture
async def connection(connection: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """Everything in it is undone in the end."""
    undone = connection.transaction()
    await undone.start()
    await connection.execute(STORAGE)
    yield connection
    await undone.rollback()


async def names(connection, role: str, user: str | None = None) -> set[str]:
    await connection.execute("select set_config('request.jwt.claims', $1, true)", json.dumps({"sub": user}))
    await connection.execute(f"set local role {role}")
    rows = await connection.fetch("select name from storage.objects")
    await connection.execute("reset role")
    return {row["name"] for row in rows}


async def test_the_bucket_is_private_and_made_once(connection):
    for _ in range(2):
        await connection.execute(MIGRATION.read_text())

    (bucket,) = await connection.fetch("select id, public from storage.buckets")
    assert dict(bucket) == {"id": "thumbworks", "public": False}


async def test_a_bucket_somebody_made_public_is_private_again(connection):
    await connection.execute("insert into storage.buckets values ('thumbworks', 'thumbworks', true)")
    await connection.execute(MIGRATION.read_text())

    assert await connection.fetchval("select public from storage.buckets") is False


async def test_people_read_the_files_of_their_own_assets(connection, owner):
    await connection.execute(MIGRATION.read_text())
    (mine,) = await connection.fetch("select path from assets where user_id = $1 limit 1", owner)
    await connection.executemany(
        "insert into storage.objects (bucket_id, name) values ($1, $2)",
        [("thumbworks", mine["path"]), ("thumbworks", "jobs/job_1/identity/face.bin"), ("others", mine["path"])],
    )

    assert await names(connection, "authenticated", owner) == {mine["path"]}
    assert await names(connection, "authenticated", str(uuid4())) == set()
    assert await names(connection, "anon") == set()


@pytest.mark.parametrize("role", ["anon", "authenticated"])
async def test_nobody_writes_a_file_past_the_api(connection, role):
    await connection.execute(MIGRATION.read_text())
    await connection.execute(f"set local role {role}")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("insert into storage.objects (bucket_id, name) values ('thumbworks', 'x')")


async def test_where_storage_is_another_roles_the_migration_goes_on(connection):
    await connection.execute("create role tenant; grant usage on schema storage to tenant; set local role tenant")

    await connection.execute(MIGRATION.read_text())
