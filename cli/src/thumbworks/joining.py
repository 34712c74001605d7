"""Who serves a command: a house elsewhere, the one that is running here, or one opened for the command alone."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator

from thumbworks.home import Home, HomeBusyError, Stack
from thumbworks.house import open_house
from thumbworks.servers import Say, Servers, open_servers

STARTING_PATIENCE = 60.0


@contextlib.asynccontextmanager
async def any_house(home: Home, say: Say) -> AsyncGenerator[str]:
    """The URL of an API to talk to. A house opened here stays open until everybody who joined it is done."""
    if elsewhere := os.environ.get("THUMBWORKS_URL"):
        yield elsewhere
        return
    async with contextlib.AsyncExitStack() as stay:
        visit = home.visit()
        await asyncio.to_thread(stay.enter_context, visit)
        if running := await running_stack(home):
            yield running.url
            return
    with home.lock():
        async with open_house(home, say) as house:
            home.announce(house.url, house.servers.nats_url, house.servers.database_url)
            yield house.url
            leaving = contextlib.ExitStack()
            await asyncio.to_thread(leaving.enter_context, home.empty())
            with leaving:
                home.retract()


def token() -> str:
    """`THUMBWORKS_TOKEN`: who we are at a house elsewhere."""
    return os.environ.get("THUMBWORKS_TOKEN", "")


@contextlib.asynccontextmanager
async def any_servers(home: Home, say: Say) -> AsyncGenerator[Servers]:
    """The bus and the database of the running house, else our own for a moment."""
    if running := await running_stack(home):
        yield Servers(running.nats_url, running.database_url)
        return
    with home.lock():
        async with open_servers(home, say) as servers:
            yield servers


async def running_stack(home: Home) -> Stack | None:
    """The house that holds this home; one that is still starting is waited for."""
    async with asyncio.timeout(STARTING_PATIENCE):
        while True:
            if (found := home.stack()) is not None:
                return found
            try:
                with home.lock():
                    return None
            except HomeBusyError:
                await asyncio.sleep(0.1)
