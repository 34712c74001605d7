"""Which road is taken, and what each needs to be told."""

import subprocess
import sys
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from common.database import AsyncpgDatabase, SupabaseDatabase, open_database
from common.settings import Settings

PROJECT: dict[str, Any] = {
    "supabase_url": "https://abcdef.supabase.co",
    "supabase_key": SecretStr("a key of the service role"),
}


@pytest.mark.parametrize("store", ["embedded", "postgres"])
def test_a_postgres_is_reached_straight(store):
    assert isinstance(open_database(Settings(store=store)), AsyncpgDatabase)


async def test_supabase_is_reached_by_its_sdk():
    assert isinstance(open_database(Settings(store="supabase", **PROJECT)), SupabaseDatabase)


@pytest.mark.parametrize("missing", PROJECT)
def test_supabase_needs_address_and_key(missing):
    told = {name: value for name, value in PROJECT.items() if name != missing}

    with pytest.raises(ValidationError, match="THUMBWORKS_SUPABASE_KEY"):
        Settings(store="supabase", **told)


def test_the_key_is_shown_nowhere():
    settings = Settings(store="supabase", **PROJECT)

    assert "a key of the service role" not in repr(settings) + repr(open_database(settings))


def test_who_does_not_use_the_sdk_does_not_load_it():
    code = "import sys, common.database as d; d.AsyncpgDatabase('x'); print('supabase' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
