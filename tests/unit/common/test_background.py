import asyncio

from tests.buses import PATIENCE

from common.background import Background


async def test_a_loop_that_crashes_is_started_again():
    runs = 0
    ran_twice = asyncio.Event()

    async def loop() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise RuntimeError("a bug")
        ran_twice.set()

    loops = Background(loop, again_after=0)
    loops.start()
    await asyncio.wait_for(ran_twice.wait(), PATIENCE)
    await loops.stop()

    assert runs == 2


async def test_a_loop_that_returns_is_done():
    runs = 0

    async def once() -> None:
        nonlocal runs
        runs += 1

    loops = Background(once)
    loops.start()
    await asyncio.sleep(0.02)
    await loops.stop()

    assert runs == 1


async def test_stopping_stops_loops_that_would_run_for_ever():
    loops = Background(asyncio.Event().wait)  # pyright: ignore[reportArgumentType]
    loops.start()
    await asyncio.sleep(0)
    await asyncio.wait_for(loops.stop(), PATIENCE)


async def test_a_loop_that_missed_its_cancellation_is_canceled_again():
    missed = 0

    async def deaf_once() -> None:
        nonlocal missed
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:  # as `wait_for` does where the answer came with it
                missed += 1
                if missed > 1:
                    raise

    loops = Background(deaf_once)
    loops.start()
    await asyncio.sleep(0.01)
    async with asyncio.timeout(PATIENCE):
        await loops.stop()

    assert missed == 2
