"""What may stand between us and PostgREST on a bad day: a gateway that is down, lies, dawdles or hangs up.

BadGateway(postgrest.url), entered, with its `mood` set to "silent".
"""

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

# What is answered instead of asking PostgREST: the status line's end, the media type, the body.
ANSWERS = {
    "unavailable": ("503 Service Unavailable", "application/json", '{"message":"no healthy upstream"}'),
    "wrong_key": ("401 Unauthorized", "application/json", '{"message":"Invalid API key","hint":"Check your key."}'),
    "bad_token": ("401 Unauthorized", "application/json", '{"code":"PGRST301","message":"JWSError"}'),
    "forbidden": (
        "403 Forbidden",
        "application/json",
        '{"code":"42501","message":"permission denied for function me"}',
    ),
    "no_route": ("404 Not Found", "application/json", '{"message":"no Route matched with those values"}'),
    "no_database": ("503 Service Unavailable", "application/json", '{"code":"PGRST000","message":"connection failed"}'),
    "too_many": ("429 Too Many Requests", "text/plain", "slow down"),
    "error_page": ("502 Bad Gateway", "text/html", "<html><h1>502 Bad Gateway</h1></html>"),
    "login_page": ("200 OK", "text/html", "<html><h1>Welcome to our hotel</h1></html>"),
    "half_json": ("500 Internal Server Error", "application/json", '{"code": "P'),
    "json_of_a_stranger": ("500 Internal Server Error", "application/json", '["no", "object"]'),
}


class BadGateway:
    """Passes on what it gets while its `mood` is `well`; `url` is where it listens.

    `silent` holds the line until the caller gives up. `deaf` hangs up without asking, `mute` asks and hangs up then.
    """

    def __init__(self, upstream: str) -> None:
        self._host, self._port = urlsplit(upstream).hostname, urlsplit(upstream).port
        self.mood = "well"
        self.asked = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await _whole(reader)
        self.asked += 1
        if self.mood == "silent":
            await reader.read()
        if self.mood in {"well", "mute"}:
            answer = await self._ask(request)
            writer.write(answer if self.mood == "well" else b"")
        elif self.mood in ANSWERS:
            writer.write(_answer(*ANSWERS[self.mood]))
        writer.close()

    async def _ask(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        head, _, body = request.partition(b"\r\n")
        writer.write(head + b"\r\nConnection: close\r\n" + body)
        answer = await reader.read()
        writer.close()
        return answer


async def _whole(reader: asyncio.StreamReader) -> bytes:
    """One request without its `Connection` header: each is a connection of its own."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    lengths = [line for line in lines if line.lower().startswith(b"content-length:")]
    body = await reader.readexactly(int(lengths[0].partition(b":")[2])) if lengths else b""
    return b"\r\n".join(lines) + body


def _answer(status: str, kind: str, body: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return (head + body).encode()
