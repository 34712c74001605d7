"""`credits grant` and `token`: what an operator of an own installation needs."""

import time
from typing import Any
from uuid import uuid4

from thumbworks.errors import HouseError
from thumbworks.home import Home
from thumbworks.house import settings_for
from thumbworks.servers import Servers


async def grant(home: Home, servers: Servers, user: str, amount: int, key: str | None) -> dict[str, Any]:
    """Add credits to a wallet, audited; the same `key` grants once."""
    from common.database import open_database  # noqa: PLC0415 - only this verb talks to the database

    database = open_database(settings_for(home, servers))
    try:
        return await database.call("grant_credits", user=user, amount=amount, key=key or f"cli:{uuid4()}")
    finally:
        await database.close()


def mint(secret: str, audience: str, user: str, email: str, hours: float) -> str:
    """An HS256 token for the API, as an identity provider would issue it."""
    import jwt  # noqa: PLC0415 - only this verb signs

    if not secret:
        raise HouseError("there is no secret to sign with", "set THUMBWORKS_JWT_SECRET to the one the gateway has")
    now = int(time.time())
    claims = {"sub": user, "aud": audience, "email": email, "role": "authenticated", "iat": now}
    return jwt.encode(claims | {"exp": now + int(3600 * hours)}, secret, algorithm="HS256")
