import asyncio

from gen_gemini.rhythm import Rhythm


async def test_item_36_a_call_brings_the_next_round_at_once_and_looks_at_what_rested_a_moment():
    rhythm = Rhythm(3600.0)
    rhythm.hurry()

    async with asyncio.timeout(60):  # far from an hour
        pause = await rhythm.next()

    assert pause == 0.9
    assert rhythm.usual == 3240.0


async def test_item_36_without_a_call_a_round_comes_every_so_often():
    rhythm = Rhythm(0.01)

    assert await rhythm.next() == rhythm.usual


async def test_item_36_one_call_is_one_round():
    rhythm = Rhythm(0.05)
    rhythm.hurry()
    await rhythm.next()
    began = asyncio.get_running_loop().time()

    await rhythm.next()

    assert asyncio.get_running_loop().time() - began >= 0.04
