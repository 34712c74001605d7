"""Whether a drawn face kept what must not be changed: section C of the questionnaire, each with a check or a reason.

Body shape, outfit and accessories are `unchecked`: a drawn body wears other clothes in another pose, and nothing here
measures bodies or recognizes clothes.
"""

from collections.abc import Sequence
from statistics import median

import numpy as np

from common.likeness import NO_GOS, KeptPart
from identity.likeness.looks import Looks

# Measured on seven photographed faces in ten lights, blurs and sizes each, and on the same repainted (docs/safety.md).
NEAR_ENOUGH = 60.0
"""Pixels between the eyes below which an iris is a few pixels wide and skin has no texture."""
EYE_COLOR = 14.0
"""Distance of the irises' color, see `_hue`. One person's was at most 7.6 in other light, size and blur."""
BEARD = 0.25
"""How much lighter or darker the lower face may become against the cheeks. One person's differed by at most 0.10."""
SMOOTHED = 0.35
"""How much of the selfies' skin texture may be missing. Other light and blur took at most 0.28."""


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
    return _judged(min(_distance(drawn.iris, one) for one in known), most=EYE_COLOR)


def _beard(drawn: Looks, selfies: Sequence[Looks]) -> KeptPart:
    return _judged(min(abs(drawn.jaw - one.jaw) for one in selfies), most=BEARD)


def _skin(drawn: Looks, selfies: Sequence[Looks]) -> KeptPart:
    """What is missing of the usual texture; more of it than usual is no beauty filter."""
    missing = 1 - drawn.texture / max(median(one.texture for one in selfies), 1e-6)
    return _judged(max(0.0, missing), most=SMOOTHED)


def _judged(value: float, *, most: float) -> KeptPart:
    return KeptPart(verdict="kept" if value <= most else "changed", value=round(value, 3))


def _distance(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    return float(np.linalg.norm(_hue(one) - _hue(other)))


def _hue(iris: tuple[float, float, float]) -> np.typing.NDArray[np.float64]:
    """Tenths of an octave: how much more red than green there is, and how much more blue."""
    red, green, blue = np.maximum(iris, 1e-3)
    return 10 * np.log2([red / green, blue / green])
