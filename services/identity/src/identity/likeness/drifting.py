"""Whether the skin of a picture is one person's: face against neck, hands and the selfies."""

from collections.abc import Sequence

from common.likeness import SkinPage, ToneDrift
from identity.likeness.bodyparts import Parts
from identity.likeness.skin import Tone, color_distance, neck_distance, part_distance

MOST_ON_A_NECK = 12.0
"""Photographed necks were at most 8.4 from the places of their faces that are most like them, a red shirt 11.1."""
MOST_ON_A_HAND = 14.0
MOST_BETWEEN_LIGHTS = 18.0
"""The same face in two photos differed by up to 13: lamps and cameras differ. Only what is beyond is said."""


def skin_page(parts: Parts, selfies: Sequence[Tone]) -> SkinPage:
    if parts.face is None:
        return SkinPage()
    neck = parts.neck and neck_distance(parts.face, parts.places, parts.neck)
    hands = parts.hands and part_distance(parts.face, parts.hands)
    nearest = min((color_distance(parts.face, tone) for tone in selfies), default=None)
    return SkinPage(
        neck=_judged(neck, MOST_ON_A_NECK),
        hands=_confirmed(hands),
        selfies=_judged(nearest, MOST_BETWEEN_LIGHTS),
    )


def _judged(value: float | None, most: float) -> ToneDrift:
    if value is None:
        return ToneDrift()
    return ToneDrift(value=round(value, 1), verdict="ok" if value <= most else "drift")


def _confirmed(value: float | None) -> ToneDrift:
    """Skin far from the head can be told from a sleeve of its color by being like the face, not by being unlike it."""
    judged = _judged(value, MOST_ON_A_HAND)
    return judged if judged.verdict == "ok" else judged.model_copy(update={"verdict": "unchecked"})
