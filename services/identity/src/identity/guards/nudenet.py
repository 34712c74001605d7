"""`Decency` by NudeNet, where the operator has installed it: a detector of bare parts of the body.

Its description says MIT, the license in its wheel is AGPL-3.0, as is the YOLOv8 detector its weights come from: nobody
gets it unasked, and the terms are shown where the engine is.
"""

import importlib
from typing import Any

import numpy as np

from identity.faces import Rgb
from identity.guards.decency import Impression

EXPOSED = frozenset(
    {
        "FEMALE_BREAST_EXPOSED",
        "FEMALE_GENITALIA_EXPOSED",
        "MALE_GENITALIA_EXPOSED",
        "ANUS_EXPOSED",
        "BUTTOCKS_EXPOSED",
    }
)
HINTED = frozenset({"FEMALE_GENITALIA_COVERED", "ANUS_COVERED", "BUTTOCKS_COVERED"})


class NudeNetDecency:
    """Raises ImportError when the extra is not installed."""

    made_by = "nudenet-3"
    license = "AGPL-3.0 (the license in its wheel; its description says MIT)"
    limits = Impression(explicit=0.5, suggestive=0.6)

    def __init__(self, detector: Any = None) -> None:
        self._detector = detector or _installed()

    def impression(self, rgb: Rgb) -> Impression:
        found: list[dict[str, Any]] = self._detector.detect(np.ascontiguousarray(rgb[..., ::-1]))
        return Impression(_surest(found, EXPOSED), _surest(found, HINTED))


def _installed() -> Any:
    try:
        nudenet: Any = importlib.import_module("nudenet")
    except ImportError as error:
        raise ImportError("THUMBWORKS_NSFW_ENGINE is nudenet; install it: ./thumbworks extras add nudenet") from error
    return nudenet.NudeDetector()


def _surest(found: list[dict[str, Any]], kinds: frozenset[str]) -> float:
    return max((float(one["score"]) for one in found if one["class"] in kinds), default=0.0)
