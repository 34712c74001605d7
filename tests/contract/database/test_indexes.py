"""No query reads a whole table: scans are made so dear that Postgres only takes one where no index serves."""

import json
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

# A handful of rows each, the same for ever; nothing to look up in an index.
TINY = {"plans", "prices"}
FUNCTIONS = """
select proname, coalesce(proargnames[1:pronargs], '{}') as names,
  array(select format_type(t, null) from unnest(proargtypes) with ordinality as o (t, place) order by place) as types
from pg_proc where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype order by proname
"""
# An argument by its type, where its name says no more.
PLAUSIBLE = {"uuid": str(uuid4()), "text": "2026-01-31", "jsonb": "[]", "integer": "1", "bigint": "1", "boolean": "t"}


@pytest.fixture
def road() -> str:
    return "postgres"


@pytest.fixture
async def connection(connection: asyncpg.Connection) -> asyncpg.Connection:
    await connection.execute("set enable_seqscan = off; set jit = off")
    return connection


async def scans(connection) -> dict[str, int]:
    await connection.execute("select pg_stat_force_next_flush()")
    await connection.execute("select pg_stat_clear_snapshot()")
    rows = await connection.fetch("select relname, seq_scan from pg_stat_user_tables where schemaname = 'public'")
    return {row["relname"]: row["seq_scan"] for row in rows if row["relname"] not in TINY}


async def known_of(connection, owner: str) -> dict[str, str]:
    """What the owner has, by the names that functions call it."""
    (job,) = await connection.fetch("select * from jobs where user_id = $1", owner)
    ticket = await connection.fetchval("select ticket from holds where job_id = $1", job["id"])
    return {
        "p_user": owner,
        "p_job": job["id"],
        "p_project": job["project_id"],
        "p_ticket": ticket,
        "p_subject": job["id"],
    }


async def call(connection, function, known: dict[str, Any]) -> None:
    """Once, undone; that it refuses made-up values is no matter, its queries up to there have been made."""
    pairs = zip(function["names"], function["types"], strict=True)
    values = {name: known.get(name) if kind != "jsonb" or name in known else None for name, kind in pairs}
    kinds = dict(zip(function["names"], function["types"], strict=True))
    words = [f"{name} => '{value or PLAUSIBLE.get(kinds[name], '')}'::{kinds[name]}" for name, value in values.items()]
    try:
        async with connection.transaction():
            await connection.execute(f"select {function['proname']}({', '.join(words)})")
    except asyncpg.PostgresError:
        return


async def test_no_function_reads_a_whole_table(connection, owner):
    known = await known_of(connection, owner)
    functions = await connection.fetch(FUNCTIONS)
    reading: dict[str, set[str]] = {}
    for function in functions:
        before = await scans(connection)
        await call(connection, function, known)
        after = await scans(connection)
        if grown := {table for table in after if after[table] > before[table]}:
            reading[function["proname"]] = grown

    assert reading == {}
    assert len(functions) > 40
    assert json.loads(known["p_ticket"])["job_id"] == known["p_job"]


async def test_a_query_without_an_index_would_be_seen(connection, owner):
    before = await scans(connection)
    await connection.fetch("select * from users where name = $1", owner)

    assert (await scans(connection))["users"] > before["users"]


async def entries_read(connection, index: str) -> int:
    await connection.execute("select pg_stat_force_next_flush()")
    await connection.execute("select pg_stat_clear_snapshot()")
    return await connection.fetchval("select idx_tup_read from pg_stat_user_indexes where indexrelname = $1", index)


async def test_a_page_far_down_a_list_is_found_in_the_index_by_a_plan_for_any_page(connection, owner):
    await connection.execute(
        """insert into projects (id, user_id, mode, platform, width, height, brief, created_at)
           select 'prj_' || gen_random_uuid(), $1, 'design', 'youtube', 9, 9, '{}', now() - make_interval(secs => n)
           from generate_series(1, 500) n""",
        owner,
    )
    place = await connection.fetchval(
        """select jsonb_build_object('at', created_at, 'id', id) from projects
           where user_id = $1 order by created_at desc offset 400 limit 1""",
        owner,
    )
    await connection.execute("set plan_cache_mode = force_generic_plan; set enable_sort = off")
    before = await entries_read(connection, "projects_of_user")
    page = await connection.fetchval("select list_projects($1, 10, $2)", owner, place)

    assert len(json.loads(page)) == 11
    assert await entries_read(connection, "projects_of_user") - before < 20
