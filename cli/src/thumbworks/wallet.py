"""`credits` and `token`: what an operator of an own installation needs."""

import contextlib
import time
from collections.abc import AsyncGenerator
from typing import Any
from uuid import uuid4

from thumbworks.errors import HouseError
from thumbworks.home import Home
from thumbworks.house import schema, settings_for
from thumbworks.servers import Servers

OWED = "paid for an erased account and not given back"


async def grant(home: Home, servers: Servers, user: str, amount: int, key: str | None) -> dict[str, Any]:
    """Add credits to a wallet, audited; the same `key` grants once."""
    async with books(home, servers) as database:
        return await database.call("grant_credits", user=user, amount=amount, key=key or f"cli:{uuid4()}")


async def refund(home: Home, servers: Servers, job: str, reason: str) -> dict[str, Any]:
    """Give back what a job was charged, once."""
    async with books(home, servers) as database:
        return await database.call("refund_job", job=job, reason=reason)


async def violations(home: Home, servers: Servers) -> list[dict[str, Any]]:
    """Money that cannot be explained, and what erased accounts are owed: must be empty."""
    async with books(home, servers) as database:
        return await unexplained(database)


async def unexplained(database: Any) -> list[dict[str, Any]]:
    owed = await database.select("webhook_inbox", status="owed")
    return [*await database.select("ledger_violations"), *({"rule": OWED, "subject": one["event_id"]} for one in owed)]


async def flags(home: Home, servers: Servers) -> list[dict[str, Any]]:
    """Accounts that are frozen, paused or to be looked at, the newest hundred."""
    async with books(home, servers) as database:
        return await database.call("list_flags", limit=99, after=None)


async def clear(home: Home, servers: Servers, user: str, kind: str | None) -> int:
    """Take flags off an account; how many."""
    async with books(home, servers) as database:
        return await database.call("clear_flags", user=user, kind=kind)


@contextlib.asynccontextmanager
async def books(home: Home, servers: Servers) -> AsyncGenerator[Any]:
    """The database of a house that may never have been opened: its schema is brought up to date first."""
    from common.database import open_database  # noqa: PLC0415 - only these verbs talk to the database

    settings = settings_for(home, servers)
    await schema(settings, servers)
    database = open_database(settings)
    try:
        yield database
    finally:
        await database.close()


def mint(secret: str, audience: str, issuer: str, user: str, email: str, hours: float) -> str:
    """An HS256 token for the API, as an identity provider would issue it; the secret vouches for the address."""
    import jwt  # noqa: PLC0415 - only this verb signs

    if not secret:
        raise HouseError("there is no secret to sign with", "set THUMBWORKS_JWT_SECRET to the one the gateway has")
    now = int(time.time())
    claims = {"sub": user, "email": email, "email_verified": bool(email), "role": "authenticated", "iat": now}
    named = {name: value for name, value in {"aud": audience, "iss": issuer}.items() if value}
    return jwt.encode(claims | named | {"exp": now + int(3600 * hours)}, secret, algorithm="HS256")
