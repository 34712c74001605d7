"""How long the server is waited for, and what becomes of it when it stays silent."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Generator
from typing import TypeVar

from nats.errors import Error as NatsError
from nats.js.errors import APIError, InvalidKeyError, ServerError, ServiceUnavailableError

from common.errors import Code, TransientError

ANSWER_TIMEOUT = 3.0
PATIENCE = 15.0
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0

Answer = TypeVar("Answer")


@contextlib.contextmanager
def reaching() -> Generator[None]:
    """What goes wrong on the way to the server is bad weather."""
    try:
        yield
    except (NatsError, TimeoutError) as error:
        raise TransientError(Code.BUS_UNAVAILABLE) from error


async def patiently(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """What is answered, asked again while nobody answers, for a quarter of a minute. Only for what may be said twice.

    A server that died with our question, or has no time for it, is no reason to give up; one that says no is.
    """
    loop = asyncio.get_running_loop()
    end, pause = loop.time() + PATIENCE, FIRST_PAUSE
    while True:
        try:
            return await ask()
        except (NatsError, TimeoutError) as error:
            if _says_no(error) or loop.time() > end:
                raise
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, 2 * pause)


def _says_no(error: Exception) -> bool:
    if isinstance(error, ServiceUnavailableError | ServerError):
        return False
    return isinstance(error, APIError | InvalidKeyError)
