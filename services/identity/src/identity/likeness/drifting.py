"""Whether the skin of a picture is one person's: face against neck, hands and the selfies."""

from collections.abc import Sequence

from common.likeness import SkinPage, ToneDrift
from identity.likeness.bodyparts import Parts
from identity.likeness.skin import Tone, color_distance, part_distance

MOST_ON_A_NECK = 12.0
"""Photographed necks were at most 8.4 from the places of their faces that are most like them, a red shirt 11.1."""
MOST_ON_A_HAND = 15.0
"""Photographed hands were at most 8.3 from their faces, and one 13.8, lit by a purple window."""
MOST_BETWEEN_LIGHTS = 18.0
"""The same face in two photos differed by up to 13: lamps and cameras differ. Only what is beyond is said."""


def skin_page(parts: Parts, selfies: Sequence[Tone]) -> SkinPage:
    if parts.face is None:
        return SkinPage()
    neck = parts.neck and part_distance(parts.face, parts.neck, parts.places)
    hands = [part_distance(parts.face, hand, parts.places) for hand in parts.hands]
    nearest = min((color_distance(parts.face, tone) for tone in selfies), default=None)
    return SkinPage(
        neck=_judged(neck, MOST_ON_A_NECK),
        hands=_judged(max(hands, default=None), MOST_ON_A_HAND),
        selfies=_judged(nearest, MOST_BETWEEN_LIGHTS),
    )


def _judged(value: float | None, most: float) -> ToneDrift:
    if value is None:
        return ToneDrift()
    return ToneDrift(value=round(value, 1), verdict="ok" if value <= most else "drift")
