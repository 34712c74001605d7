"""What a house can do beside making pictures: engines that rooms announce in the bucket `ABILITIES`.

A room says it under its own name, renews it as long as it lives, and is forgotten half a minute after it ended. An
ability without an engine is None, and whatever it would have judged is `unavailable` or `unchecked`, never fine.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from common.bus.connection import Bus
from common.bus.topology import ABILITIES

RENEW_EVERY = 10.0


class Engine(BaseModel):
    """What does it, and under which terms its weights may be used."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    engine: str
    license: str


class Abilities(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    recognition: Engine | None = Field(default=None, description="Tells whether two faces are the same person's.")
    nsfw: Engine | None = Field(default=None, description="Tells what is not fit to be shown.")
    words: Engine | None = Field(default=None, description="Reads the words of thumbnails that are copied.")


def together(announced: Iterable[Mapping[str, Any]]) -> Abilities:
    """What all rooms that are alive can do between them; what a newer room says and we do not know is passed over."""
    return Abilities.model_validate({name: engine for said in announced for name, engine in said.items() if engine})


async def announce_abilities(bus: Bus, service: str, abilities: Abilities) -> None:
    """Runs for as long as the room does. Copies of one room are set up alike: the last to speak is believed."""
    while True:
        await bus.remember(ABILITIES, service, abilities.model_dump(mode="json"))
        await asyncio.sleep(RENEW_EVERY)
