"""Visitors who speak slowly, over real sockets."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import httpx
import pytest
from tests.buses import PATIENCE
from tests.listening import listening

from gateway.connections import server_config

HASTE = 0.3


async def answering(scope: Any, receive: Any, send: Any) -> None:
    """Waits for the body, then says hello."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


@contextlib.asynccontextmanager
async def serving(connections: int, header_seconds: float) -> AsyncGenerator[int]:
    config = server_config(answering, connections, header_seconds, log_level="critical", lifespan="off")
    async with listening(config) as url:
        yield httpx.URL(url).port or 0


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(100, HASTE) as number:
        yield number


async def shown_out(reader: asyncio.StreamReader) -> bytes:
    """What came until the server hung up, be it in the middle of our word."""
    try:
        return await asyncio.wait_for(reader.read(), PATIENCE)
    except ConnectionResetError:
        return b""


async def test_who_says_nothing_is_shown_out(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    assert await shown_out(reader) == b""
    writer.close()


async def test_who_says_a_letter_now_and_then_is_shown_out_too(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    ended = asyncio.create_task(shown_out(reader))
    with contextlib.suppress(ConnectionError):
        for letter in b"GET / HTTP/1.1\r\nhost: thumbs.test\r\nx-slow: " + b"a" * 100:
            writer.write(bytes([letter]))
            await writer.drain()
            if ended.done():
                break
            await asyncio.sleep(HASTE / 10)

    assert await ended == b""
    writer.close()


async def test_the_second_request_of_a_connection_has_to_hurry_as_well(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nhost: thumbs.test\r\n\r\n")
    first = await asyncio.wait_for(reader.readuntil(b"hello"), PATIENCE)
    writer.write(b"GET / HTTP/1.1\r\nhost:")

    assert first.startswith(b"HTTP/1.1 200")
    assert await shown_out(reader) == b""
    writer.close()


async def test_a_request_that_is_whole_takes_the_time_it_takes(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST / HTTP/1.1\r\nhost: thumbs.test\r\ncontent-length: 2\r\n\r\na")
    await asyncio.sleep(2 * HASTE)
    writer.write(b"b")

    assert await asyncio.wait_for(reader.readuntil(b"hello"), PATIENCE)
    writer.close()


async def the_server_sees() -> None:
    """Who came and who left: it lives in our loop, and has that many turns to notice."""
    for _ in range(20):
        await asyncio.sleep(0.005)


ASKED = b"GET /jobs HTTP/1.1\r\nhost: thumbs.test\r\n\r\n"


@contextlib.asynccontextmanager
async def crowded(most: int) -> AsyncGenerator[tuple[int, list[Any]]]:
    """A full house: its port, and who is in."""
    async with serving(most, PATIENCE) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(most)]
        await the_server_sees()
        yield port, held
        for _, writer in held:
            writer.close()


async def answer_of(port: int) -> tuple[str, dict[str, str], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(ASKED)
    head, _, body = (await asyncio.wait_for(reader.read(), PATIENCE)).partition(b"\r\n\r\n")
    writer.close()
    status, *lines = head.decode().split("\r\n")
    return status, {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}, body


async def test_one_too_many_is_told_in_a_problem_document_when_to_come_again():
    async with crowded(3) as (port, _):
        status, headers, body = await answer_of(port)

    said = json.loads(body)
    assert status.startswith("HTTP/1.1 503")
    assert (headers["content-type"], headers["connection"]) == ("application/problem+json", "close")
    assert int(headers["retry-after"]) > 0
    assert (said["code"], said["status"], said["instance"]) == ("gateway_busy", 503, "/jobs")
    assert said["request_id"] == headers["x-request-id"]


async def test_who_is_in_is_served_in_a_full_house():
    async with crowded(2) as (port, ((reader, writer), _)):
        await answer_of(port)
        writer.write(ASKED)

        assert (await asyncio.wait_for(reader.readline(), PATIENCE)).startswith(b"HTTP/1.1 200")


async def test_who_came_too_early_is_served_when_somebody_has_left():
    async with crowded(2) as (port, ((_, leaving), _)):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await the_server_sees()
        leaving.close()
        await the_server_sees()
        writer.write(ASKED)

        assert (await asyncio.wait_for(reader.readline(), PATIENCE)).startswith(b"HTTP/1.1 200")
        writer.close()
