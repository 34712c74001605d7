"""Platforms with their pixels and the zones they cover.

Platform facts drift: each row says when it was checked and where. Pixels are those of the export canvas.
"""

from dataclasses import dataclass
from enum import StrEnum

from common.catalog.sizes import Size

MEGABYTE = 1_000_000


class PlatformName(StrEnum):
    YOUTUBE = "youtube"
    INSTAGRAM_POST = "instagram-post"
    REELS = "reels"
    X_HEADER = "x-header"
    WHATSAPP_BANNER = "whatsapp-banner"
    CUSTOM = "custom"


@dataclass(frozen=True)
class Zone:
    """A rectangle, as fractions of the canvas, that the platform covers or crops. Text stays out of it."""

    x: float
    y: float
    w: float
    h: float
    why: str


@dataclass(frozen=True)
class Platform:
    title: str
    sizes: tuple[Size, ...]
    margin: float  # as a fraction of the shorter side
    reserved: tuple[Zone, ...]
    max_bytes: int
    checked: str
    source: str


def _pixels(width: int, height: int, x: int, y: int, w: int, h: int, why: str) -> Zone:
    return Zone(x / width, y / height, w / width, h / height, why)


PLATFORMS: dict[PlatformName, Platform] = {
    PlatformName.YOUTUBE: Platform(
        title="YouTube thumbnail",
        sizes=(Size(w=1280, h=720),),
        margin=0.055,
        reserved=(
            _pixels(1280, 720, 960, 590, 320, 130, "duration badge"),
            _pixels(1280, 720, 0, 712, 1280, 8, "progress bar"),
        ),
        max_bytes=2 * MEGABYTE,
        checked="2026-11-22",
        source="support.google.com/youtube/answer/72431; badge measured from the site's CSS",
    ),
    PlatformName.INSTAGRAM_POST: Platform(
        title="Instagram post",
        sizes=(Size(w=1080, h=1350), Size(w=1080, h=1080)),
        margin=0.05,
        reserved=(
            Zone(0.0, 0.0, 34 / 1080, 1.0, "profile grid crop"),
            Zone(1 - 34 / 1080, 0.0, 34 / 1080, 1.0, "profile grid crop"),
        ),
        max_bytes=30 * MEGABYTE,
        checked="2026-11-22",
        source="profile grid is 3:4 since 2025",
    ),
    PlatformName.REELS: Platform(
        title="Reels and Shorts cover",
        sizes=(Size(w=1080, h=1920),),
        margin=0.06,
        reserved=(
            Zone(0.0, 0.0, 1.0, 0.14, "top bar"),
            Zone(0.0, 0.65, 1.0, 0.35, "caption and buttons"),
            Zone(0.0, 0.0, 0.06, 1.0, "edge"),
            Zone(0.94, 0.0, 0.06, 1.0, "edge"),
        ),
        max_bytes=2 * MEGABYTE,
        checked="2026-11-22",
        source="Meta placement rule of 2026-03: 14 % top, 35 % bottom, 6 % sides",
    ),
    PlatformName.X_HEADER: Platform(
        title="X header",
        sizes=(Size(w=1500, h=500),),
        margin=0.05,
        reserved=(
            _pixels(1500, 500, 0, 300, 420, 200, "avatar"),
            _pixels(1500, 500, 0, 0, 1500, 50, "cropped on phones"),
            _pixels(1500, 500, 0, 450, 1500, 50, "cropped on phones"),
        ),
        max_bytes=5 * MEGABYTE,
        checked="2026-11-22",
        source="avatar of 134 px on a 600 px wide header, scaled",
    ),
    PlatformName.WHATSAPP_BANNER: Platform(
        title="WhatsApp channel banner",
        sizes=(Size(w=1080, h=608),),
        margin=0.05,
        reserved=(
            _pixels(1080, 608, 0, 0, 200, 608, "cropped to a square in chat previews"),
            _pixels(1080, 608, 880, 0, 200, 608, "cropped to a square in chat previews"),
        ),
        max_bytes=300_000,
        checked="2026-11-22",
        source="link preview limit of 300 KB; previews are often the centre square",
    ),
    PlatformName.CUSTOM: Platform(
        title="Custom size",
        sizes=(),
        margin=0.05,
        reserved=(),
        max_bytes=20 * MEGABYTE,
        checked="2026-11-22",
        source="our own limits",
    ),
}
