"""What a room says it can judge is what the API shows."""

import asyncio
from typing import Any

from tests.e2e.gateway.conftest import eventually

from common.abilities import Abilities, Engine, announce_abilities
from common.bus.topology import ABILITIES

SILENT = {"recognition": None, "nsfw": None, "words": None}


async def test_engines_of_a_living_room_are_shown_and_forgotten_with_it(api, bus):
    async def shown() -> dict[str, Any]:
        return (await api.client.get("/abilities")).json()

    async def told() -> Any:
        return (await shown())["recognition"]

    before = await shown()
    can = Abilities(recognition=Engine(engine="dlib", license="CC0"))
    telling = asyncio.create_task(announce_abilities(bus, "identity", can))
    during = await eventually(told)
    telling.cancel()
    await bus.forget(ABILITIES, "identity")

    assert during == {"engine": "dlib", "license": "CC0"}
    assert before == SILENT == await shown()
