"""The database as a port, and the two roads to it: straight to Postgres, or through Supabase's SDK.

Schema, rules and money are the same SQL on both; which road is taken is a setting.
"""

from common.database.opening import open_database
from common.database.port import Database, Json, Row, SchemaTooOldError, refusal, refused
from common.database.postgres import AsyncpgDatabase
from common.database.supabase import SupabaseDatabase

__all__ = [
    "AsyncpgDatabase",
    "Database",
    "Json",
    "Row",
    "SchemaTooOldError",
    "SupabaseDatabase",
    "open_database",
    "refusal",
    "refused",
]
