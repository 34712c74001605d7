"""A receiver of webhooks as somebody's server: a real HTTP server on this machine that keeps what it was told."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks.webhooks import Webhook
from tests.buses import PATIENCE


@dataclass(frozen=True)
class Told:
    headers: dict[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return json.loads(self.body)["type"]

    def verified(self, secret: str) -> Any:
        """The document, as the receivers' own library believes it."""
        return Webhook(secret).verify(self.body, self.headers)


@dataclass
class Receiver:
    """Answers with `answers` in turn, the last one for ever: a status line, more headers behind it; None: never."""

    answers: list[str | None] = field(default_factory=lambda: ["200 OK"])
    told: list[Told] = field(default_factory=list)
    address: str = ""

    @property
    def url(self) -> str:
        return f"http://{self.address}/hook"

    async def until(self, count: int) -> list[Told]:
        async with asyncio.timeout(PATIENCE):
            while len(self.told) < count:  # noqa: ASYNC110 - a server does not ring
                await asyncio.sleep(0.02)
        return self.told

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        self.told.append(Told(headers, await reader.readexactly(int(headers["content-length"]))))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            await reader.read()
        else:
            writer.write(f"HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        writer.close()


@asynccontextmanager
async def receiving() -> AsyncGenerator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield receiver
    finally:
        server.close()
