"""Nobody is erased in part: every column that leads to a person, a job or a file is on the list that erasing goes by.

A new table adds its row to `private.belongings` in its own migration:

    insert into private.belongings (name, place, fate, columns, whose, changes, why) values
      ('api_keys', 15, 'deleted', '{user_id}', 'user_id = $1', null, '');

`place` is the order (what points at others goes before them), `fate` is deleted, emptied (with `changes`) or kept (with
`why`, which the receipt says), `columns` are those that lead to somebody, `whose` finds the rows: $1 is the person, $2
their jobs. Nothing is needed for a foreign key `on delete cascade` to a table whose rows are deleted.
"""

import pytest

LEADS = r"(^|_)(user|owner|member|person|payer|author|job|project|asset|render|revision|resource)(_id)?$|_by$|e?mail"


@pytest.fixture
async def listed(connection):
    return {row["name"]: row for row in await connection.fetch("select * from private.belongings")}


@pytest.fixture
async def columns(connection):
    """(table, column, whether it has to be on the list by its name or kind)."""
    return await connection.fetch(
        """select c.table_name, c.column_name, (c.column_name ~ $1 or c.udt_name = 'uuid') as leads
           from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
           where c.table_schema = 'public' and t.table_type = 'BASE TABLE'""",
        LEADS,
    )


@pytest.fixture
async def keys(connection):
    """Foreign keys: {(table, column): (the table it points at, whether its rows go with those)}."""
    rows = await connection.fetch(
        """select c.conrelid::regclass::text as name, a.attname, c.confrelid::regclass::text as target, c.confdeltype
           from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
           where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.confrelid <> 'plans'::regclass"""
    )
    return {(row["name"], row["attname"]): (row["target"], row["confdeltype"] == b"c") for row in rows}


async def test_every_column_that_leads_to_somebody_is_on_the_list(listed, columns, keys):
    def goes_along(place: tuple[str, str]) -> bool:
        target, cascades = keys.get(place, ("", False))
        return cascades and target in listed and listed[target]["fate"] == "deleted"

    def is_listed(table: str, column: str) -> bool:
        return table in listed and column in listed[table]["columns"]

    leading = [(row["table_name"], row["column_name"]) for row in columns if row["leads"]]
    missing = [
        place for place in {*leading, *keys} if not is_listed(*place) and not goes_along(place) and place[0] != "plans"
    ]

    assert sorted(missing) == [], "say in private.belongings what becomes of these when a person is erased"


async def test_every_column_of_a_row_that_is_only_emptied_was_thought_of(listed, columns):
    emptied = {name for name, row in listed.items() if row["fate"] == "emptied"}
    there = {(row["table_name"], row["column_name"]) for row in columns if row["table_name"] in emptied}
    known = {(name, column) for name in emptied for column in listed[name]["columns"]}

    assert sorted(there - known) == [], "say in private.belongings whether these are emptied"


async def test_the_list_names_only_what_is_there(listed, columns):
    there = {(row["table_name"], row["column_name"]) for row in columns}
    named = {(name, column) for name, row in listed.items() for column in row["columns"]}

    assert sorted(named - there) == []
