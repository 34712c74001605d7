"""What people call models: ids, aliases, the brief's own words, and names their vendors have taken out of service.

Case, spaces, hyphens and underscores do not matter.
"""

import re
from collections.abc import Sequence

from common.catalog import MODEL_PREFERENCES, ModelCard
from common.errors import Code, PermanentError

AUTO = "auto"

# Names that people still type, under what stands in for them now. Cards bring their own aliases.
ALIASES: dict[str, str] = {
    "gptimage1": "gptimage",
    "flux.1": "flux",
    "fluxschnell": "flux",
    "flux.1schnell": "flux",
    "genstudio": "studio",
}

# How the names of a vendor's models begin.
FAMILIES = ("gemini", "nanobanana", "imagen", "flux", "gptimage", "seedream")


def normal_name(preference: str) -> str:
    name = _bare(preference)
    return ALIASES.get(name, name)


def names_of(card: ModelCard) -> set[str]:
    return {_bare(name) for name in (card.id, *card.aliases, card.service.removeprefix("gen-"))}


def called(preference: str, cards: Sequence[ModelCard]) -> ModelCard | None:
    """The card of that name; where several share one, its own id first, then the default of its service."""
    name = normal_name(preference)
    found = [card for card in cards if name in names_of(card)]
    return min(found, key=lambda card: (_bare(card.id) != name, *standing(card)), default=None)


def standing(card: ModelCard) -> tuple[bool, int, int, str]:
    """Proven before experimental, cheap before dear, and at the same price the one that can draw larger."""
    return card.experimental, card.surcharge_micro_usd, -card.max_side, card.id


def nobody_called(preference: str, cards: Sequence[ModelCard], hidden: Sequence[ModelCard]) -> PermanentError:
    """Why a name leads nowhere: switched off here, retired, not at home, or never heard of."""
    if card := called(preference, hidden):
        message = f"{card.title} is experimental, and experimental models are switched off here."
        return PermanentError(Code.MODEL_UNAVAILABLE, message, model=card.id, experimental=True)
    name = _bare(preference)
    heirs = (card for card in (*cards, *hidden) if name in map(_bare, card.replaces))
    if heir := next(heirs, None):
        message = f"{preference} was retired by its vendor; {heir.title} ({heir.id}) takes its place."
        return PermanentError(Code.MODEL_RETIRED, message, replacement=heir.id)
    if _might_live_here(name, cards):
        message = f"Nothing here offers {preference} right now: its service does not run, or has no key."
        return PermanentError(Code.MODEL_UNAVAILABLE, message)
    return PermanentError(Code.UNKNOWN_MODEL)


def _might_live_here(name: str, cards: Sequence[ModelCard]) -> bool:
    """A name of the brief, or of a family that nobody at home belongs to: its service would know."""
    if normal_name(name) in {normal_name(known) for known in MODEL_PREFERENCES}:
        return True
    family = next((family for family in FAMILIES if name.startswith(family)), None)
    return family is not None and not any(one.startswith(family) for card in cards for one in names_of(card))


def _bare(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.lower())
