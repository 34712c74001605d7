"""Where faces are in a picture that a model drew whole: identity knows, when it answers in time."""

from pydantic import ValidationError

from common.bus import Bus
from common.errors import TransientError
from common.finishing import FacesSeen
from common.layout import Box
from common.ticket import ImagePage, Reference
from compositor.geometry import Rect

ANSWER_SECONDS = 5.0
_WIDER, _ABOVE, _BELOW = 0.12, 0.4, 0.06
"""From a face to the head with its hair and chin, in sides of the face's box."""


class Faces:
    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def seen(self, image: ImagePage) -> tuple[Box, ...]:
        """In pixels of the picture; none when nobody answers: words then go where the picture is calm."""
        picture = Reference(asset_id="", key=image.key, width=image.width, height=image.height)
        try:
            return FacesSeen.model_validate(await self._bus.ask("identity", "find", picture, ANSWER_SECONDS)).faces
        except (TransientError, ValidationError):
            return ()


def head_around(face: Rect) -> Rect:
    return Rect.between(
        face.x - _WIDER * face.w,
        face.y - _ABOVE * face.h,
        face.right + _WIDER * face.w,
        face.bottom + _BELOW * face.h,
    )
