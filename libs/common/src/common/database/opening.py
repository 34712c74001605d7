"""From the settings to the road they name. The only place that knows there are two."""

from common.database.port import Database
from common.database.postgres import AsyncpgDatabase
from common.database.supabase import SupabaseDatabase
from common.settings import Settings


def open_database(settings: Settings, connections: int = 10) -> Database:
    """Nothing is connected before the first call; `connections` is the most that are open at a time."""
    if settings.store == "supabase":
        key = settings.supabase_key.get_secret_value()
        return SupabaseDatabase(
            settings.supabase_url, key, rest_url=settings.supabase_rest_url, connections=connections
        )
    return AsyncpgDatabase(settings.database_url.get_secret_value(), connections=connections)
