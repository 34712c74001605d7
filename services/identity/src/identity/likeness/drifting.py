"""Whether the skin of a picture is one person's: face against neck, hands and the selfies."""

from collections.abc import Sequence

from common.likeness import SkinPage, Tone, ToneDrift
from identity.likeness.bodyparts import Parts
from identity.likeness.skin import Tone as Skin
from identity.likeness.skin import color_distance, part_distance
from identity.likeness.spread import Spread, Verdict, apart

MOST_ON_A_NECK = 7.0
"""Forty photographed necks were at most 5.8 from the places of their faces that are most like them."""
MOST_ON_A_HAND = 10.5
"""Eleven photographed hands were at most 8.3 from their faces, 10.2 in other light: a hand in a purple window's."""
BETWEEN_PHOTOS = Spread(usual=13.0, most=18.0)
"""The same face in two photos differed by up to 12.4: lamps and cameras differ."""

_VERDICTS: dict[Verdict, Tone] = {"within": "ok", "unsure": "review", "beyond": "drift"}


def skin_page(parts: Parts, selfies: Sequence[Skin]) -> SkinPage:
    if parts.face is None:
        return SkinPage()
    neck = parts.neck and part_distance(parts.face, parts.neck, parts.places)
    hands = [part_distance(parts.face, hand, parts.places) for hand in parts.hands]
    return SkinPage(
        neck=_judged(neck, MOST_ON_A_NECK),
        hands=_judged(max(hands, default=None), MOST_ON_A_HAND),
        selfies=_against_selfies(parts.face, selfies),
    )


def _judged(value: float | None, most: float) -> ToneDrift:
    if value is None:
        return ToneDrift()
    return ToneDrift(value=round(value, 1), verdict="ok" if value <= most else "drift")


def _against_selfies(face: Skin, selfies: Sequence[Skin]) -> ToneDrift:
    """Against the selfie most alike: no two of them need have the same light."""
    if not selfies:
        return ToneDrift()
    value = min(color_distance(face, one) for one in selfies)
    verdict = BETWEEN_PHOTOS.verdict(value, apart(selfies, color_distance))
    return ToneDrift(value=round(value, 1), verdict=_VERDICTS[verdict])
