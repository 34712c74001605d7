"""Whether a drawn face kept what must not be changed: section C of the questionnaire, each with a check or a reason.

Body shape, outfit and accessories are `unchecked`: a drawn body wears other clothes in another pose, and nothing here
measures bodies or recognizes clothes.
"""

from collections.abc import Sequence
from statistics import median
from typing import Literal

from common.likeness import NO_GOS, KeptPart
from identity.likeness.irises import iris_distance
from identity.likeness.looks import Looks
from identity.likeness.spread import Spread, Verdict, apart

# Measured on photographed faces in several lights, blurs and sizes, and on the same repainted (docs/safety.md).
NEAR_ENOUGH = 60.0
"""Pixels between the eyes below which an iris is a few pixels wide and skin has no texture."""
EYE_COLOR = Spread(usual=8.0, most=22.0)
"""CIELAB, of the irises seen in one light. In other light, blur and grain an iris moved by 6.1 in 98 of 100; two
photographs of one man were up to 19.9 apart, a window in his dark eyes.
"""
BEARD = Spread(usual=0.16, most=0.28)
"""How much lighter or darker the lower face became against the cheeks: by 0.10 in other light, 0.15 with another
expression; two photographs of one man were 0.23 apart, lit from the side.
"""
SMOOTHED = Spread(usual=0.30, most=0.50)
"""How much of the selfies' skin texture is missing. Other light and blur took at most 0.28; another camera 0.44."""

_VERDICTS: dict[Verdict, Literal["kept", "review", "changed"]] = {
    "within": "kept",
    "unsure": "review",
    "beyond": "changed",
}


def kept_parts(drawn: Looks, selfies: Sequence[Looks]) -> dict[str, KeptPart]:
    near = [one for one in selfies if one.eye_distance >= NEAR_ENOUGH]
    seen = drawn.eye_distance >= NEAR_ENOUGH and bool(near)
    return {name: KeptPart() for name in NO_GOS} | {
        "eye_color": _eyes(drawn, near) if seen else KeptPart(),
        "beard": _beard(drawn, near) if seen else KeptPart(),
        "skin_texture": _skin(drawn, near) if seen else KeptPart(),
    }


def _eyes(drawn: Looks, selfies: Sequence[Looks]) -> KeptPart:
    """Against the selfie most alike: contact lenses and lamps are not the model's doing."""
    known = [one.iris for one in selfies if one.iris]
    if drawn.iris is None or not known:
        return KeptPart()
    return _judged(EYE_COLOR, min(iris_distance(drawn.iris, one) for one in known), apart(known, iris_distance))


def _beard(drawn: Looks, selfies: Sequence[Looks]) -> KeptPart:
    jaws = [one.jaw for one in selfies]
    return _judged(BEARD, min(abs(drawn.jaw - jaw) for jaw in jaws), apart(jaws, lambda one, other: abs(one - other)))


def _skin(drawn: Looks, selfies: Sequence[Looks]) -> KeptPart:
    """What is missing of the usual texture; more of it than usual is no beauty filter."""
    textures = [max(one.texture, 1e-6) for one in selfies]
    missing = max(0.0, 1 - drawn.texture / median(textures))
    return _judged(SMOOTHED, missing, apart(textures, lambda one, other: 1 - min(one, other) / max(one, other)))


def _judged(spread: Spread, value: float, among: Sequence[float]) -> KeptPart:
    return KeptPart(verdict=_VERDICTS[spread.verdict(value, among)], value=round(value, 3))
