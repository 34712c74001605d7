"""How far a picture is from the thumbnail its layout was copied from: structure may match, the picture may not.

Measured on fourteen thumbnails: the same picture mirrored, scaled, darkened, tinted or gray differs in 0 to 5 percent
of the bits, cropped by up to a fifth or set into a border in 3 to 11, with its hues turned by a sixth in 8 to 17;
copies made here, even with the very same person, in 35 to 50.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from common.errors import Code, PermanentError
from common.fingerprint import MIDDLES, difference, fingerprint, parts
from compositor.pixels import Rgb

WHOLLY_ITS_OWN = 0.5
"""Of the bits, differing."""
TOO_NEAR = 0.2 / WHOLLY_ITS_OWN
"""With fewer it is that picture again."""

_REFUSAL = (
    "The picture came out as the copied thumbnail itself and was withheld. Its arrangement may be followed, its picture"
    " may not: try again, or describe another scene."
)


def originality(picture: Rgb, copied: str, crops: Sequence[str] = ()) -> float:
    """0 for the copied thumbnail itself, upright or mirrored, whole or a part of it; 1 for one with nothing in common.

    `copied` and `crops` are the thumbnail's fingerprints.
    """
    return round(min(1.0, min(_differences(picture, copied, crops)) / WHOLLY_ITS_OWN), 3)


def must_be_original(measured: float) -> None:
    """Raises `content_too_similar`."""
    if measured < TOO_NEAR:
        raise PermanentError(Code.CONTENT_TOO_SIMILAR, _REFUSAL)


def _differences(picture: Rgb, copied: str, crops: Sequence[str]) -> Iterator[float]:
    for view in (picture, np.ascontiguousarray(picture[:, ::-1])):
        mine = fingerprint(view)
        yield from (difference(theirs, mine) for theirs in (copied, *crops))
        yield from (difference(copied, fingerprint(part)) for part in parts(view, MIDDLES[::2]))
