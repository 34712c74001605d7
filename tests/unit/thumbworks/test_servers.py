"""A server of ours is stopped whatever happens to the house that wanted it."""

import asyncio
import contextlib
import threading
from pathlib import Path

import pytest
from tests.buses import PATIENCE

from thumbworks.home import Home
from thumbworks.servers import Kept, open_servers


class FakeChild:
    name = "fake"

    def __init__(self) -> None:
        self.alive = True

    def stop(self) -> None:
        self.alive = False


async def test_a_house_that_cannot_be_built_leaves_no_server_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUMBWORKS_DATABASE_URL", "postgresql://elsewhere")
    home = Home.open(tmp_path / "home")

    def crash() -> None:
        raise ImportError

    with pytest.raises(ImportError):
        async with open_servers(home, print, meanwhile=crash):
            pass

    started = (home.path / "nats" / "nats.log").read_text()
    assert "Server is ready" in started
    assert "Server Exiting" in started


async def test_a_server_that_dies_is_started_again_and_said() -> None:
    children: list[FakeChild] = []

    def start(old: FakeChild | None) -> FakeChild:
        assert (old is None) == (not children)
        children.append(FakeChild())
        return children[-1]

    said: list[str] = []
    kept = Kept(start)
    await kept.begin()
    watching = asyncio.create_task(kept.watch(said.append))
    children[0].alive = False
    async with asyncio.timeout(PATIENCE):
        while len(children) < 2:  # noqa: ASYNC110 - the watcher has no event to wait for
            await asyncio.sleep(0.01)
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    await kept.stop()

    assert ["fake stopped unexpectedly" in message for message in said] == [True]
    assert not children[1].alive


async def test_a_start_that_is_canceled_half_way_is_still_stopped() -> None:
    children: list[FakeChild] = []
    half_way, go_on = threading.Event(), threading.Event()

    def start(_: object) -> FakeChild:
        half_way.set()
        go_on.wait()
        children.append(FakeChild())
        return children[-1]

    kept = Kept(start)
    beginning = asyncio.create_task(kept.begin())
    await asyncio.to_thread(half_way.wait)
    beginning.cancel()
    asyncio.get_running_loop().call_later(0.05, go_on.set)
    await asyncio.gather(beginning, return_exceptions=True)
    await kept.stop()

    assert [child.alive for child in children] == [False]
