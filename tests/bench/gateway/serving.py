"""The API and, beside it in the same process, the floor it is measured against.

`python serving.py NATS DATABASE BLOBS` prints where both are and what may be asked for, then serves until it is killed.
"""

import asyncio
import json
import resource
import sys
from typing import Annotated, Any

import asyncpg
import jwt
import uvicorn
from fastapi import FastAPI, Header, HTTPException
from tests.contract.gateway.conftest import SECRET
from tests.contract.gateway.fuzzing.conftest import RunningApi

from common.database import AsyncpgDatabase
from common.settings import Settings
from common.telemetry import set_up

CREDITS = 1_000_000


async def floor(database_url: str) -> FastAPI:
    """One route that checks a token and reads one row."""
    app, pool = FastAPI(), await asyncpg.create_pool(database_url, max_size=10)

    @app.get("/jobs/{job_id}")
    async def read(job_id: str, authorization: Annotated[str, Header()]) -> dict[str, Any]:
        token = authorization.removeprefix("Bearer ")
        claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="authenticated")
        query = "select id, status, model, progress from jobs where id = $1 and user_id = $2"
        if (row := await pool.fetchrow(query, job_id, claims["sub"])) is None:
            raise HTTPException(404)
        return dict(row)

    return app


async def open_floor(database_url: str) -> str:
    server = uvicorn.Server(uvicorn.Config(await floor(database_url), port=0, log_level="error", access_log=False))
    server.task = asyncio.create_task(server.serve())  # type: ignore[attr-defined]
    while not server.started:  # noqa: ASYNC110 - uvicorn offers a flag only
        await asyncio.sleep(0.01)
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


async def rich(database_url: str, token: str) -> None:
    user = jwt.decode(token, SECRET, algorithms=["HS256"], audience="authenticated")["sub"]
    await AsyncpgDatabase(database_url).call("grant_credits", user=user, amount=CREDITS, key=f"bench:{user}")


def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    nats_url, database_url, blobs = sys.argv[1:]
    set_up("gateway", Settings())  # its log lines as they are in production, where nobody looks at colors
    api = RunningApi(nats_url, AsyncpgDatabase(database_url), blobs)
    standing = api.somebody()
    api.here(rich(database_url, standing.headers["authorization"].removeprefix("Bearer ")))
    bare = api.here(open_floor(database_url))
    print(json.dumps({"api": api.url, "floor": bare, "headers": standing.headers, "ids": standing.ids}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
