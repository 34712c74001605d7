"""State that all copies of a room share: changed by compare-and-set, listed, forgotten."""

import asyncio
from typing import Any

import pytest
from tests.buses import Stream

from common.bus.topology import FAULTS, PROVIDERS
from common.errors import Code, TransientError


def one_more(found: Any | None) -> Any:
    return {"count": (found or {"count": 0})["count"] + 1}


async def test_changes_made_at_the_same_time_are_all_made(stream: Stream) -> None:
    await asyncio.gather(*(stream.bus.amend(PROVIDERS, "limits.a.m", one_more) for _ in range(25)))

    assert await stream.bus.recall(PROVIDERS, "limits.a.m") == {"count": 25}


async def test_a_change_that_declines_leaves_everything_as_it_is(stream: Stream) -> None:
    await stream.bus.remember(PROVIDERS, "limits.a.n", {"count": 3})

    assert await stream.bus.amend(PROVIDERS, "limits.a.n", lambda _: None) is None
    assert await stream.bus.recall(PROVIDERS, "limits.a.n") == {"count": 3}


async def test_what_was_forgotten_can_be_written_again(stream: Stream) -> None:
    await stream.bus.remember(PROVIDERS, "files.a.x", {"count": 7})
    await stream.bus.forget(PROVIDERS, "files.a.x")

    assert await stream.bus.recall(PROVIDERS, "files.a.x") is None
    assert await stream.bus.amend(PROVIDERS, "files.a.x", one_more) == {"count": 1}


async def test_entries_are_listed_by_their_beginning_and_the_forgotten_are_not(stream: Stream) -> None:
    for key in ("off.a.one-2.1", "off.a.two", "off.b.three", "offer.a.four"):
        await stream.bus.remember(PROVIDERS, key, {"key": key})
    await stream.bus.forget(PROVIDERS, "off.a.two")

    found = [entry async for entry in stream.bus.entries(PROVIDERS, "off.a")]

    assert found == [("off.a.one-2.1", {"key": "off.a.one-2.1"})]


async def test_what_is_counted_by_many_at_once_is_counted_once_each(stream: Stream) -> None:
    counted = await asyncio.gather(*(stream.bus.tally(FAULTS, "room.1") for _ in range(10)))

    assert sorted(counted) == list(range(1, 11))


async def test_where_a_bucket_is_gone_nobody_counts_for_ever(stream: Stream) -> None:
    await stream.bus.js.delete_key_value(FAULTS)

    with pytest.raises(TransientError) as away:
        await stream.bus.tally(FAULTS, "room.1")
    assert away.value.code is Code.BUS_UNAVAILABLE
