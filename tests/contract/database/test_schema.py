"""The product brief's data model, section 6, word for word."""

import pytest

from common.database import Database

COLUMNS = {
    "users": "id email name role created_at",
    "profiles": "user_id plan credits brand_colors default_style",
    "assets": "id user_id type path width height md5 created_at",
    "projects": "id user_id mode platform width height status created_at",
    "prompts": "id project_id raw normalized seed model_pref",
    "jobs": "id project_id model quality status cost_credits provider started_at finished_at",
    "renders": "id job_id asset_id variant meta thumbnail_path",
    "audit": "id user_id action delta_credits meta created_at",
}
ENUMS = {
    ("assets", "type"): {"selfie", "ref", "copy_target", "render"},
    ("projects", "mode"): {"design", "copy"},
    ("projects", "status"): {"draft", "queued", "done", "failed"},
    ("jobs", "quality"): {"draft", "std", "4k"},
    ("jobs", "status"): {"queued", "running", "succeeded", "failed"},
}


@pytest.mark.parametrize("table", COLUMNS)
async def test_every_column_of_the_brief_exists(connection, table):
    rows = await connection.fetch("select column_name from information_schema.columns where table_name = $1", table)

    assert set(COLUMNS[table].split()) <= {row["column_name"] for row in rows}


@pytest.mark.parametrize(("table", "column"), ENUMS)
async def test_every_enum_value_of_the_brief_exists(connection, table, column):
    rows = await connection.fetch(
        """select e.enumlabel from information_schema.columns c join pg_type t on t.typname = c.udt_name
           join pg_enum e on e.enumtypid = t.oid where c.table_name = $1 and c.column_name = $2""",
        table,
        column,
    )

    assert ENUMS[table, column] <= {row["enumlabel"] for row in rows}


async def test_every_table_has_row_security(connection):
    bare = await connection.fetch(
        """select relname from pg_class
           where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity"""
    )

    assert bare == []


async def test_only_the_services_may_call_functions(connection):
    open_to_people = await connection.fetch(
        """select proname from pg_proc, unnest(array['anon', 'authenticated']) person
           where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
             and has_function_privilege(person, pg_proc.oid, 'execute')"""
    )

    assert open_to_people == []


async def test_every_function_with_the_owners_rights_has_a_fixed_search_path(connection):
    loose = await connection.fetch(
        """select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
           and not coalesce(array_to_string(proconfig, ',') like '%search_path=%', false)"""
    )

    assert loose == []


async def test_every_foreign_key_has_an_index(connection):
    unindexed = await connection.fetch(
        """select conrelid::regclass::text || '.' || conname as name from pg_constraint c
           where contype = 'f' and connamespace = 'public'::regnamespace
             and confrelid not in ('plans'::regclass, 'consents'::regclass)  -- never deleted from
             and not exists (
               select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]
             )"""
    )

    assert unindexed == []


async def test_parameters_carry_the_prefix_that_the_port_leaves_out(connection):
    odd = await connection.fetch(
        """select proname, argument from pg_proc, unnest(proargnames) argument
           where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype
             and argument not like 'p\\_%'"""
    )

    assert odd == []


async def test_a_fresh_ledger_has_no_violations(database: Database):
    assert await database.select("ledger_violations") == []


async def test_whoever_changes_a_row_changes_its_time(connection):
    untouched = await connection.fetch(
        """select table_name from information_schema.columns c
           where table_schema = 'public' and column_name = 'updated_at' and not exists (
             select from information_schema.triggers t
             where t.event_object_table = c.table_name and t.event_manipulation = 'UPDATE'
               and t.action_statement like '%touch_updated_at%'
           )"""
    )

    assert untouched == []


async def test_nothing_in_the_schema_is_reachable_by_visitors(connection):
    open_to_all = await connection.fetch(
        """select relname from pg_class where relnamespace = 'public'::regnamespace
           and relkind in ('r', 'v', 'm', 'p') and has_table_privilege('anon', oid, 'select, insert, update, delete')"""
    )

    assert open_to_all == []


async def test_views_look_with_the_eyes_of_whoever_asks(connection):
    views = await connection.fetch(
        """select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'
           and not coalesce(array_to_string(reloptions, ',') like '%security_invoker=true%', false)"""
    )

    assert views == []
