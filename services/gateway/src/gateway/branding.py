"""A brand kit under a brief: it answers what the brief leaves open, and never what it says."""

import difflib

from common.brief import Brief, Typography
from common.errors import Code, PermanentError
from common.fonts.rows import FAMILIES
from gateway.store.kits import BrandKit

_OPEN_VIBE = Brief.model_fields["vibe"].default
MOST_COLORS = 6


def branded(brief: Brief, kit: BrandKit) -> Brief:
    """The default vibe counts as left open, and so does a font where the brief names neither font nor mood."""
    changes: dict[str, object] = {"typography": _typography(brief.typography, kit)}
    if not brief.brand_colors:
        changes["brand_colors"] = tuple(color.hex for color in kit.colors)[:MOST_COLORS]
    if brief.vibe == _OPEN_VIBE and kit.vibe:
        changes["vibe"] = kit.vibe
    return brief.model_copy(update=changes)


def _typography(said: Typography, kit: BrandKit) -> Typography:
    theirs = kit.typography.model_dump(exclude_unset=True)
    open_ones = {name: value for name, value in theirs.items() if getattr(said, name) is None}
    if kit.fonts.headline and said.font is None and said.wanted_mood is None:
        open_ones["font"] = kit.fonts.headline
    return said.model_copy(update=open_ones)


def family_named(name: str) -> str:
    """As the catalogue spells it. Raises `unknown_font` with the `nearest` one."""
    nearest, likeness = nearest_family(name)
    if likeness == 1.0:
        return nearest
    message = f"{name} is not installed; the nearest is {nearest}."
    raise PermanentError(Code.UNKNOWN_FONT, message, nearest=nearest, fonts=sorted(family.name for family in FAMILIES))


def nearest_family(name: str) -> tuple[str, float]:
    """The installed family whose name is most like it, and how much, up to 1 for the same."""
    wanted = name.strip().casefold()
    likeness = {
        family.name: difflib.SequenceMatcher(None, wanted, family.name.casefold()).ratio() for family in FAMILIES
    }
    return max(likeness.items(), key=lambda one: one[1])
