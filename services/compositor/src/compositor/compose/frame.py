"""The canvas as a typesetter sees it: margins, what the platform covers, and where a head may be."""

from dataclasses import dataclass

from common.catalog import Platform, Size, Zone
from compositor.geometry import Rect

_SPANS = 0.99
"""A zone this long is a strip along an edge, not an island."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`clear` is what is left between the strips a platform covers along whole edges; heads and text live there.
    `safe` is `clear` without the margins: text alone. `islands` are badges and avatars inside; text goes around them.
    """

    canvas: Rect
    clear: Rect
    safe: Rect
    islands: tuple[Rect, ...]
    reserved: tuple[Rect, ...]

    @property
    def unit(self) -> float:
        """The length that thickness and gaps are fractions of: 720 on a YouTube thumbnail."""
        return min(self.canvas.w, self.canvas.h, 0.66 * max(self.canvas.w, self.canvas.h))

    @property
    def aspect(self) -> float:
        """Width over height of what can be seen whole."""
        return self.clear.w / self.clear.h


def frame_of(platform: Platform, canvas: Size, *, reserve_overlays: bool = True) -> Frame:
    """`reserve_overlays` is the creator's wish; without it only the margins count."""
    whole = Rect(0, 0, canvas.w, canvas.h)
    zones = platform.reserved if reserve_overlays else ()
    reserved = tuple(_pixels(zone, canvas) for zone in zones)
    strips = [_pixels(zone, canvas) for zone in zones if _is_strip(zone)]
    clear = whole
    for strip in strips:
        clear = _without(clear, strip)
    islands = tuple(_pixels(zone, canvas) for zone in zones if not _is_strip(zone))
    margin = platform.margin * min(canvas.w, canvas.h)
    return Frame(whole, clear, clear.clipped(whole.grown(-margin)), islands, reserved)


def _pixels(zone: Zone, canvas: Size) -> Rect:
    return Rect(zone.x * canvas.w, zone.y * canvas.h, zone.w * canvas.w, zone.h * canvas.h)


def _is_strip(zone: Zone) -> bool:
    return zone.w >= _SPANS or zone.h >= _SPANS


def _without(rect: Rect, strip: Rect) -> Rect:
    """The larger part of `rect` beside a strip that crosses it."""
    parts = (
        Rect.between(rect.x, rect.y, min(strip.x, rect.right), rect.bottom),
        Rect.between(max(strip.right, rect.x), rect.y, rect.right, rect.bottom),
        Rect.between(rect.x, rect.y, rect.right, min(strip.y, rect.bottom)),
        Rect.between(rect.x, max(strip.bottom, rect.y), rect.right, rect.bottom),
    )
    return max(parts, key=lambda part: part.area)
