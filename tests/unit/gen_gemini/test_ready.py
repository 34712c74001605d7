"""Numbers of issue 3: what the variants of a job look at is read and encoded once, and not kept for long."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from common.errors import Code, TransientError
from gen_gemini.ready import Made, Ready


@pytest.fixture
def making() -> tuple[Callable[[], Awaitable[Made]], list[int]]:
    calls: list[int] = []

    async def make() -> Made:
        calls.append(1)
        await asyncio.sleep(0.01)
        return bytes(100), "image/jpeg"

    return make, calls


async def test_four_variants_at_once_have_it_made_once(making):
    make, calls = making
    ready = Ready()

    found = await asyncio.gather(*(ready.get("a", make) for _ in range(4)))

    assert found == [(bytes(100), "image/jpeg")] * 4
    assert len(calls) == 1


async def test_what_failed_is_made_again_by_the_next(making):
    make, calls = making
    ready = Ready()

    async def fail() -> Made:
        raise TransientError(Code.STORE_UNAVAILABLE)

    with pytest.raises(TransientError):
        await ready.get("a", fail)

    assert await ready.get("a", make) == (bytes(100), "image/jpeg")
    assert len(calls) == 1


async def test_one_who_stops_waiting_stops_nobody_else(making):
    make, calls = making
    ready = Ready()
    first = asyncio.create_task(ready.get("a", make))
    second = asyncio.create_task(ready.get("a", make))
    await asyncio.sleep(0)
    first.cancel()

    assert await second == (bytes(100), "image/jpeg")
    assert len(calls) == 1


async def test_the_oldest_goes_when_there_is_too_much(making):
    make, calls = making
    ready = Ready(most=250)

    for name in "abc":
        await ready.get(name, make)
    await ready.get("c", make)
    await ready.get("a", make)

    assert ready.held <= 250
    assert len(calls) == 4  # a, b, c, and a once more


async def test_nothing_is_kept_longer_than_said(making):
    make, _ = making
    ready = Ready(seconds=0.01)
    await ready.get("a", make)
    await asyncio.sleep(0.05)

    assert ready.held == 0
