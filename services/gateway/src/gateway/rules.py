"""Which family of models `auto` asks first, as a table. The first rule that fits decides; a row is a rule.

The rows are those of the product brief's second section. Where it leaves the choice open, Gemini is the first of the AI
rooms, and the embedded studio, which always works, is the last.
"""

from collections.abc import Callable
from dataclasses import dataclass

from common.brief import Mode
from common.catalog import ModelCard
from gateway.naming import names_of
from gateway.wanting import Wanted

OTHERS = "others"

# How the names of a family's models begin; a card that fits no row is one of the others.
FAMILIES: dict[str, tuple[str, ...]] = {
    "gpt-image": ("gptimage",),
    "seedream": ("seedream",),
    "gemini": ("gemini", "nanobanana"),
    "flux": ("flux",),
    "studio": ("studio",),
}


@dataclass(frozen=True)
class Rule:
    id: str
    why: str
    fits: Callable[[Wanted], bool]
    order: tuple[str, ...]

    def rank(self, card: ModelCard) -> int:
        return self.order.index(family_of(card))


def family_of(card: ModelCard) -> str:
    names = names_of(card)
    return next((family for family, starts in FAMILIES.items() if any(n.startswith(starts) for n in names)), OTHERS)


def needs_precise_text(wanted: Wanted) -> bool:
    """The model is to draw the words itself, or to repaint a part beneath them."""
    edit = wanted.wishes.edit
    return wanted.brief.draw_text or (edit is not None and edit.kind == "mask")


AUTO: tuple[Rule, ...] = (
    Rule(
        "precise-text",
        "Words drawn by the model, and edits by mask, go to whom spells best first.",
        needs_precise_text,
        ("gpt-image", "gemini", "seedream", OTHERS, "flux", "studio"),
    ),
    Rule(
        "style-mimic",
        "A style to mimic with your own face goes first to a model that keeps faces while it repaints.",
        lambda wanted: wanted.brief.mode is Mode.COPY,
        ("seedream", "gemini", "gpt-image", OTHERS, "flux", "studio"),
    ),
    Rule(
        "cheap-and-quick",
        "A draft is for looking at ideas: quick and free of surcharge first.",
        lambda wanted: wanted.quality == "draft",
        ("flux", "studio", "gemini", "seedream", OTHERS, "gpt-image"),
    ),
    Rule(
        "strongest",
        "The strongest that is connected comes first; the embedded studio always works.",
        lambda _: True,
        ("gemini", "gpt-image", "seedream", OTHERS, "flux", "studio"),
    ),
)

NAMED = Rule("named", "A model that was named is never swapped for another.", lambda _: True, ())


def rule_for(wanted: Wanted) -> Rule:
    return next(rule for rule in AUTO if rule.fits(wanted))
