"""`up`: the house until Ctrl-C, in one process or one process per service."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx

from thumbworks.home import Home, assets_folder
from thumbworks.house import GATEWAY, LOOPBACK, ROOMS, House, furnish, listening, open_house
from thumbworks.servers import Say, Servers, open_servers
from thumbworks.simulating import simulating

RESTART_AFTER = 1.0
GRACE = 30.0
READY_TIMEOUT = 60.0


async def serve(
    home: Home, say: Say, *, port: int, processes: bool, simulate: str | None = None, as_json: bool = False
) -> None:
    """Serve until SIGINT or SIGTERM; what is in hand is finished or comes back after the next start."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    opening = open_processes(home, say, port=port) if processes else open_house(home, say, port=port, log=sys.stderr)
    with home.lock():
        async with simulating(simulate, say), opening as house:
            home.announce(house.url, house.servers.nats_url, house.servers.database_url)
            if as_json:
                print(json.dumps({"url": house.url, "pid": os.getpid()}), flush=True)
            say(f"Thumbworks answers at {house.url} (described at {house.url}/openapi.json). Ctrl-C stops it.")
            await stop.wait()
            home.retract()
            say("Stopping: what is in hand is finished first.")


@contextlib.asynccontextmanager
async def open_processes(home: Home, say: Say, *, port: int) -> AsyncGenerator[House]:
    """The same house with a process of its own for each service; one that dies is started again."""
    with listening(port) as door:
        port = door.getsockname()[1]
    async with open_servers(home, say) as servers:
        await furnish(home, servers)
        environment = environment_for(home, servers, port)
        keepers = [asyncio.create_task(keep_running(name, environment, say)) for name in (*ROOMS, GATEWAY)]
        try:
            url = f"http://{LOOPBACK}:{port}"
            await until_ready(url)
            yield House(url, servers)
        finally:
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)


def environment_for(home: Home, servers: Servers, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "THUMBWORKS_HOME": str(home.path),
        "THUMBWORKS_ASSETS": str(assets_folder()),
        "THUMBWORKS_NATS_URL": servers.nats_url,
        "THUMBWORKS_DATABASE_URL": servers.database_url,
        "THUMBWORKS_SECRET": home.secret("seal"),
        "THUMBWORKS_AUTH": "local",
        "THUMBWORKS_PORT": str(port),
        "THUMBWORKS_HEALTH_PORT": "0",
    }


async def keep_running(name: str, environment: dict[str, str], say: Say) -> None:
    """Run one service's command for as long as the house stands."""
    command = Path(sys.executable).with_name(name)
    while True:
        process = await asyncio.create_subprocess_exec(command, env=environment, start_new_session=True)
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            await end(process)
            raise
        say(f"{name} ended with status {status}; starting it again.")
        await asyncio.sleep(RESTART_AFTER)


async def end(process: asyncio.subprocess.Process) -> None:
    """SIGTERM lets a service drain; one that does not leave in time is killed."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(GRACE):
            await process.wait()
    except TimeoutError:
        process.kill()


async def until_ready(url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(READY_TIMEOUT):
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(f"{url}/readyz")).is_success:
                    return
            await asyncio.sleep(0.1)
