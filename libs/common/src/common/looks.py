"""The art director's table: four looks per vibe, one per palette role, and the hues a color priority turns them to."""

import itertools
from typing import NamedTuple

from common.brief import ColorPriority, Vibe


class Look(NamedTuple):
    ground: str
    accent: str
    accent2: str


LOOKS: dict[Vibe, tuple[Look, Look, Look, Look]] = {
    Vibe.BOLD: (
        Look("#1d3bff", "#ffe500", "#ff2e63"),
        Look("#e3102b", "#ffe100", "#20e3ff"),
        Look("#ffcb05", "#d6001f", "#2a1cff"),
        Look("#6a11f5", "#a8ff1f", "#ff4fd8"),
    ),
    Vibe.CLEAN: (
        Look("#f3f6fb", "#1757ff", "#ff5a3c"),
        Look("#0f62f5", "#ffd23f", "#8fe3ff"),
        Look("#e4f5ec", "#00805a", "#ff7a1a"),
        Look("#12213f", "#4cc9ff", "#ffb627"),
    ),
    Vibe.CINEMATIC: (
        Look("#0b3c47", "#ff9a3d", "#43d3dc"),
        Look("#41160a", "#ffb35c", "#2fb7c4"),
        Look("#141a36", "#ffc66e", "#6f8dff"),
        Look("#340f22", "#ff7f5c", "#f2c14e"),
    ),
    Vibe.NEON: (
        Look("#0d0630", "#ff2bd6", "#16e8ff"),
        Look("#04142f", "#00f0ff", "#a3ff12"),
        Look("#170322", "#b6ff1a", "#ff3df0"),
        Look("#1d0412", "#ff4660", "#ffb300"),
    ),
    Vibe.PASTEL: (
        Look("#ffd3e0", "#d02e68", "#8f7bff"),
        Look("#d3e4ff", "#4446d8", "#ff8fab"),
        Look("#d3f4e2", "#0f805a", "#ff9e85"),
        Look("#ffefc4", "#cf4310", "#9b8cff"),
    ),
    Vibe.TECH: (
        Look("#0a1a5c", "#2de2ff", "#8463ff"),
        Look("#210f63", "#9dff6b", "#3fd6ff"),
        Look("#052a40", "#47ffb2", "#1f9bff"),
        Look("#0b1020", "#ff8125", "#4d7bff"),
    ),
    Vibe.MINIMALIST: (
        Look("#efe9e1", "#c8321f", "#26262b"),
        Look("#1c1c20", "#ffd84d", "#e8e4dc"),
        Look("#cbd9d0", "#14532d", "#d9672b"),
        Look("#d9482b", "#fff1d6", "#1b1b3a"),
    ),
    Vibe.MEME: (
        Look("#ffd500", "#d90021", "#0050ff"),
        Look("#f51616", "#fff200", "#00d5ff"),
        Look("#0090f5", "#fff200", "#ff2a2a"),
        Look("#0aa83a", "#fff200", "#ff2ad4"),
    ),
    Vibe.DOCUMENTARY: (
        Look("#22323c", "#e8b04a", "#a9c0c9"),
        Look("#38241a", "#f0c987", "#d0603f"),
        Look("#d9d0bf", "#962a1d", "#2f4b57"),
        Look("#1b2c26", "#e0d7ad", "#d2693c"),
    ),
}

# Hues of ground, accent and second accent per role.
HUES: dict[ColorPriority, tuple[tuple[float, float, float], ...]] = {
    ColorPriority.WARM: ((27, 82, 60), (51, 99, 15), (88, 27, 350), (8, 67, 335)),
    ColorPriority.COOL: ((262, 195, 300), (293, 162, 230), (200, 292, 118), (238, 150, 190)),
}
LONE_ACCENT_HUES = (27.0, 100.0, 225.0, 138.0)
# (hue, the lightness where screens show it strongest): yellow is light or it is mud, blue is dark or it is grey.
_STRONGEST = (
    (0, 0.60), (27, 0.62), (52, 0.72), (100, 0.90), (125, 0.91), (150, 0.86),
    (195, 0.88), (230, 0.68), (262, 0.50), (293, 0.52), (328, 0.66), (360, 0.60),
)  # fmt: skip


def strongest(hue: float) -> float:
    """The OKLCH lightness at which sRGB holds the most chroma of a hue, roughly."""
    pairs = itertools.pairwise(_STRONGEST)
    (left, low), (right, high) = next(pair for pair in pairs if pair[0][0] <= hue % 360 <= pair[1][0])
    return low + (high - low) * (hue % 360 - left) / (right - left)
