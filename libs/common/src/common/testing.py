"""Fakes that ship beside the ports they stand in for."""

import asyncio
from collections.abc import Sequence

from common.catalog import ModelCard
from common.generation import ImageRequest, Picture, Report


class FakeImageGenerator:
    """Returns, or raises, what it was given, in order; the last again and again. `asked` is what it was asked for.

    `was_asked` is set with the first question. Clear `may_answer`, and it draws until you set it.
    """

    def __init__(
        self,
        *outcomes: Picture | Exception,
        cards: Sequence[ModelCard] = (),
        repeatable: bool = False,
    ) -> None:
        self.cards = tuple(cards)
        self.repeatable = repeatable
        self.asked: list[ImageRequest] = []
        self.was_asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_answer.set()
        self._outcomes = list(outcomes)

    async def generate(self, request: ImageRequest, report: Report) -> Picture:
        self.asked.append(request)
        self.was_asked.set()
        await report(0.5)
        await self.may_answer.wait()
        outcome = self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
