"""From what was drawn to what the room gives back: cut to shape, its conversation kept, its origin written down."""

import asyncio
from dataclasses import replace

from common.blobs import Blobs
from common.catalog import surcharge_for
from common.errors import Code, PermanentError
from common.generation import ImageRequest, Picture
from gen_gemini.cards import card_of
from gen_gemini.choices import Choices
from gen_gemini.drawing import Drawn
from gen_gemini.pictures import cropped_to
from gen_gemini.provenance import provenance_of
from gen_gemini.sessions import Sessions
from gen_gemini.thoughts import keep_thoughts


class Results:
    def __init__(self, sealed: Blobs, sessions: Sessions) -> None:
        self._sealed, self._sessions = sealed, sessions

    async def picture(self, drawn: Drawn, request: ImageRequest, choices: Choices) -> Picture:
        outcome, answer = drawn.answer.outcome, drawn.answer
        if outcome.sniffed is None:
            raise PermanentError(Code.NO_PICTURE_MADE).costing(drawn.cost)
        try:
            data, extension, width, height = await asyncio.to_thread(
                cropped_to, outcome.data, outcome.sniffed, request.size
            )
        except ValueError as error:
            damaged = PermanentError(Code.NO_PICTURE_MADE, "The provider's picture is damaged.")
            raise damaged.costing(drawn.cost) from error
        thoughts = await keep_thoughts(self._sealed, request, outcome) if request.wishes.keep_thoughts else []
        cut = (width, height) != (outcome.sniffed.width, outcome.sniffed.height)
        return Picture(
            data=data,
            extension=extension,
            width=width,
            height=height,
            surcharge_micro_usd=surcharge_for(
                card_of(choices.model), request.size, size=request.wishes.image_size, batch=request.wishes.batch
            ),
            cost_micro_usd=drawn.cost,
            session_key=await self._remember(drawn, request),
            sources=answer.sources,
            provenance=provenance_of(
                outcome,
                choices,
                request.seed,
                drawn.usage,
                replace(answer.trace, calls=drawn.calls),
                cut=cut,
                grounded=bool(answer.sources),
            )
            | ({"thoughts": thoughts} if thoughts else {}),
        )

    async def _remember(self, drawn: Drawn, request: ImageRequest) -> str:
        """What came by batch or without a turn of its own begins no conversation."""
        if drawn.answer.content is None or request.wishes.batch:
            return ""
        earlier = request.wishes.edit.session if request.wishes.edit else ""
        return await self._sessions.save(request, earlier, drawn.turn, drawn.answer.content)
