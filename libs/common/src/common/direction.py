"""Art direction: what makes one variant of a job visibly different from the next.

A pure function of the answers, the variant's number and the job's seed, so every room that needs the plan (the
generator for its scene, the compositor for crop, side and colours) computes the same one.
"""

import hashlib
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from common.brief import Brief, FacePosition, TextPlacement, Vibe
from common.inspiration import Backdrop, Inspiration
from common.looks import Look

Crop = Literal["close", "medium", "wide"]

# (side, crop, palette role) per variant, cycled; neighbours differ in at least two of the three.
_PLANS: tuple[tuple[FacePosition, Crop, int], ...] = (
    (FacePosition.RIGHT, "medium", 0),
    (FacePosition.LEFT, "close", 1),
    (FacePosition.RIGHT, "close", 2),
    (FacePosition.LEFT, "medium", 3),
    (FacePosition.CENTER, "medium", 1),
    (FacePosition.RIGHT, "medium", 3),
)

_TEXT_BESIDE: dict[FacePosition, TextPlacement] = {
    FacePosition.LEFT: TextPlacement.RIGHT,
    FacePosition.RIGHT: TextPlacement.LEFT,
    FacePosition.CENTER: TextPlacement.BOTTOM,
}
_FACE_BESIDE: dict[TextPlacement, FacePosition] = {
    TextPlacement.LEFT: FacePosition.RIGHT,
    TextPlacement.RIGHT: FacePosition.LEFT,
}


class Direction(BaseModel):
    """The plan of one variant. `scene` and `role` are cycled by their users over what they have."""

    model_config = ConfigDict(frozen=True)

    variant: int
    vibe: Vibe
    face: FacePosition
    text: TextPlacement
    crop: Crop
    role: int
    scene: int
    seed: int
    look: Look | None = None
    """The colors to start from, where a picture was shown; None leaves them to the vibe."""
    backdrop: Backdrop | None = None
    """A background to paint anew, where a layout is copied; None leaves the scene to the vibe."""


def direct(brief: Brief, variant: int, seed: int, inspirations: Sequence[Inspiration] = ()) -> Direction:
    """Plan `variant` (counted from 1) of a job with `seed`. A creator's explicit choices are never varied.

    Variants take colors, sides and the place of the words from the inspirations in turn.
    """
    side, crop, role = _PLANS[(variant - 1) % len(_PLANS)]
    shown = inspirations[(variant - 1) % len(inspirations)] if inspirations else None
    face = brief.face or _face_for_text(brief.text, (shown and shown.face) or side)
    return Direction(
        variant=variant,
        vibe=brief.vibe[(variant - 1) % len(brief.vibe)],
        face=face,
        text=brief.text or _text_shown(shown, face, brief) or _text_for(face, brief),
        crop=crop,
        role=role,
        scene=(variant - 1) // len(brief.vibe),
        seed=variant_seed(seed, variant),
        look=_look(shown, (variant - 1) // len(inspirations)) if shown else None,
        backdrop=shown.backdrop if shown else None,
    )


def _look(shown: Inspiration, role: int) -> Look:
    """A copied thumbnail keeps its ground in every variant."""
    return shown.look(0 if shown.backdrop else role)


def variant_seed(seed: int, variant: int) -> int:
    """A 32-bit seed of its own for each variant, stable across machines and Python versions."""
    digest = hashlib.blake2s(f"{seed}:{variant}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")


def _face_for_text(text: TextPlacement | None, side: FacePosition) -> FacePosition:
    return _FACE_BESIDE.get(text, side) if text else side


def _text_shown(shown: Inspiration | None, face: FacePosition, brief: Brief) -> TextPlacement | None:
    """Where the inspiration has its words, as long as the face is where the inspiration has its subject."""
    text = shown.placement if shown and shown.face in {None, face} else None
    beside = text in _FACE_BESIDE
    return None if text is None or text.value == face.value or (beside and brief.orientation == "portrait") else text


def _text_for(face: FacePosition, brief: Brief) -> TextPlacement:
    """Portrait canvases stack: the words go above or below the person rather than beside."""
    return TextPlacement.TOP if brief.orientation == "portrait" else _TEXT_BESIDE[face]
