"""An application behind a port of this machine, in the loop of the test that asks it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, Generator
from typing import Any

import uvicorn


class Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Ctrl-C is the test's to hear."""
        yield


def quiet(app: Any) -> uvicorn.Config:
    """A client that is gone without a word must not keep the test waiting, nor we hang up while one speaks again."""
    return uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1, timeout_keep_alive=60)


@contextlib.asynccontextmanager
async def listening(config: uvicorn.Config) -> AsyncGenerator[str]:
    """Its URL."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = Server(config)
        serving = asyncio.create_task(server.serve(sockets=[door]))
        while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers a flag only
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving
