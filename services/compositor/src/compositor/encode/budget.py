"""Files under a platform's byte budget: first without any loss, then with losses nobody sees, and said so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from compositor.encode.jpeg import FINAL_QUALITY, encode_jpeg
from compositor.encode.near_lossless import STEPS, encode_near_lossless
from compositor.encode.png import encode_png, encode_small_png
from compositor.encode.webp import encode_webp
from compositor.pixels import Rgb

_JPEG_LADDER = (
    (FINAL_QUALITY, True),
    (86, True),
    (82, True),
    (82, False),
    (75, False),
    (65, False),
    (50, False),
    (35, False),
)
_WEBP_LADDER = (90, 84, 76, 66, 54, 40, 25)
_INVISIBLE = 7
"""Steps up to this one are not worth a remark about quality."""
_GAIN_OF_SMALL = 1.15
"""The slow lossless writer saves no more than this."""
_TRIAL_TO_FINAL = 0.86


@dataclass(frozen=True, slots=True)
class Encoded:
    """`note` says in plain words what was done to fit; empty when nothing was."""

    data: bytes
    note: str = ""


def png_within(picture: Rgb, budget: int) -> Encoded:
    """Exact pixels at the exact size; when no PNG fits, the smallest one and a note that the JPG does."""
    data = encode_png(picture)
    if budget < len(data) <= budget * _GAIN_OF_SMALL:
        data = encode_small_png(picture)
    if len(data) <= budget:
        return Encoded(data)
    step = _finest_step(picture, budget)
    data = encode_near_lossless(picture, step)
    while len(data) > budget and step < STEPS[-1]:
        step = STEPS[STEPS.index(step) + 1]
        data = encode_near_lossless(picture, step)
    if len(data) > budget:
        return Encoded(data, f"The PNG is {_megabytes(data)}, over the platform's {budget / 1e6:g} MB: upload the JPG.")
    seen = "no visible difference" if step <= _INVISIBLE else "fine grain is simplified"
    return Encoded(data, f"The PNG was compressed to the platform's byte limit; {seen}.")


def _finest_step(picture: Rgb, budget: int) -> int:
    """By bisection over fast trial files, which are a little larger than the final one."""
    low, high = 0, len(STEPS) - 1
    while low < high:
        middle = (low + high) // 2
        trial = len(encode_near_lossless(picture, STEPS[middle], quick=True)) * _TRIAL_TO_FINAL
        low, high = (low, middle) if trial <= budget else (middle + 1, high)
    return STEPS[low]


def jpeg_within(picture: Rgb, budget: int) -> Encoded:
    return _first_within(
        budget, (lambda q=quality, c=chroma: encode_jpeg(picture, q, full_chroma=c) for quality, chroma in _JPEG_LADDER)
    )


def webp_within(picture: Rgb, budget: int) -> Encoded:
    return _first_within(budget, (lambda q=quality: encode_webp(picture, q) for quality in _WEBP_LADDER), "WebP")


def _first_within(budget: int, ladder: Iterator[Callable[[], bytes]], kind: str = "JPG") -> Encoded:
    data = next(ladder)()
    lowered = False
    for encode in ladder:
        if len(data) <= budget:
            break
        data, lowered = encode(), True
    return Encoded(data, f"The {kind}'s quality was lowered to the platform's byte limit." if lowered else "")


def _megabytes(data: bytes) -> str:
    return f"{len(data) / 1e6:.1f} MB"
