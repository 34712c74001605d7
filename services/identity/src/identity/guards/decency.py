"""Whether a picture may be shown: the port behind which engines say how indecent it looks, and what follows.

Without an engine the verdict is `unchecked`, never `safe`.
"""

from dataclasses import dataclass
from typing import Protocol

from common.decency import DecencyPage
from identity.faces import Rgb


@dataclass(frozen=True, slots=True)
class Impression:
    """How sure an engine is, 0 to 1, that a picture is `explicit` (nudity, sex; drawn or photographed) or, short of
    that, `suggestive`.
    """

    explicit: float
    suggestive: float = 0.0


class Decency(Protocol):
    """`license` is shown where the engine is. From its `limits` on a picture is explicit, or suggestive."""

    made_by: str
    license: str
    limits: Impression

    def impression(self, rgb: Rgb) -> Impression: ...


def looked_at(rgb: Rgb, engine: Decency | None) -> DecencyPage:
    if engine is None:
        return DecencyPage()
    seen = engine.impression(rgb)
    return DecencyPage(
        verdict="unsafe" if seen.explicit >= engine.limits.explicit else "safe",
        suggestive=seen.suggestive >= engine.limits.suggestive,
        scores={"explicit": round(seen.explicit, 3), "suggestive": round(seen.suggestive, 3)},
        engine=engine.made_by,
    )
