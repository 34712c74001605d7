"""Fakes that ship beside the ports they stand in for."""

import asyncio
from collections.abc import Sequence

from common.catalog import ModelCard
from common.generation import ImageRequest, Picture, Report


class FakeImageGenerator:
    """Returns, or raises, what it was given, in order; the last again and again. `asked` is what it was asked for."""

    def __init__(
        self,
        *outcomes: Picture | Exception,
        cards: Sequence[ModelCard] = (),
        repeatable: bool = False,
        seconds: float = 0,
    ) -> None:
        self.cards = tuple(cards)
        self.repeatable = repeatable
        self.asked: list[ImageRequest] = []
        self._outcomes = list(outcomes)
        self._seconds = seconds

    async def generate(self, request: ImageRequest, report: Report) -> Picture:
        self.asked.append(request)
        await report(0.5)
        await asyncio.sleep(self._seconds)
        outcome = self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
