"""What a room says it can judge is what the API shows."""

import asyncio

from common.abilities import Abilities, Engine, announce_abilities
from common.bus.topology import ABILITIES

DLIB = Engine(engine="dlib", license="CC0")


async def test_engines_of_a_living_room_are_shown_and_forgotten_with_it(api, bus):
    before = (await api.client.get("/abilities")).json()
    telling = asyncio.create_task(announce_abilities(bus, "identity", Abilities(recognition=DLIB)))
    async with asyncio.timeout(5):
        while (during := (await api.client.get("/abilities")).json()) == before:
            await asyncio.sleep(0.05)
    telling.cancel()
    await bus.forget(ABILITIES, "identity")
    after = (await api.client.get("/abilities")).json()

    assert before == {"recognition": None, "nsfw": None} == after
    assert during == {"recognition": {"engine": "dlib", "license": "CC0"}, "nsfw": None}
