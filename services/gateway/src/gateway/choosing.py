"""Who makes a job, as a table of rules.

`model_pref` is an id, an alias, or `auto`. Named models are never swapped for another; `auto` is leave to fall back,
in the order of the first rule that fits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from common.brief import Brief, Mode
from common.catalog import ModelCard, SizePlan, plan_sizes, surcharge_for
from common.errors import Code, PermanentError
from common.wishes import Wishes
from gateway import naming
from gateway.fitting import can_do, must_do


@dataclass(frozen=True)
class Wanted:
    """One run of a project: the brief, with what the queue call overrides. `ceiling` is the dearest picture that the
    plan includes, in micro-USD; None for any.
    """

    brief: Brief
    quality: Literal["draft", "std", "4k"]
    variants: int
    model_pref: str = "auto"
    seed: int | None = None
    wishes: Wishes = field(default_factory=Wishes)
    ceiling: int | None = None

    @property
    def sizes(self) -> SizePlan:
        return plan_sizes(self.brief.canvas, self.quality)

    def surcharge(self, card: ModelCard) -> int:
        """Micro-USD per picture."""
        wishes = self.wishes
        return surcharge_for(card, self.sizes.generation, size=wishes.image_size, batch=wishes.batch)

    def is_included(self, card: ModelCard) -> bool:
        return self.ceiling is None or self.surcharge(card) <= self.ceiling


@dataclass(frozen=True)
class House:
    """Who is at home: the model cards that are alive and offered, the rooms that prepare, and the cards kept back."""

    cards: tuple[ModelCard, ...] = ()
    rooms: frozenset[str] = field(default_factory=frozenset[str])
    hidden: tuple[ModelCard, ...] = ()


@dataclass(frozen=True)
class Rule:
    why: str
    fits: Callable[[Wanted], bool]
    services: tuple[str, ...]


AUTO: tuple[Rule, ...] = (
    Rule(
        "a style to mimic needs a model that keeps faces while it repaints",
        lambda wanted: wanted.brief.mode is Mode.COPY,
        ("gen-external", "gen-gemini", "gen-flux", "gen-studio"),
    ),
    Rule(
        "a draft is for looking at ideas: quick and free of surcharge first",
        lambda wanted: wanted.quality == "draft",
        ("gen-studio", "gen-flux", "gen-gemini", "gen-external"),
    ),
    Rule(
        "otherwise the strongest that is connected; the embedded studio always works",
        lambda _: True,
        ("gen-gemini", "gen-external", "gen-flux", "gen-studio"),
    ),
)


@dataclass(frozen=True)
class Choice:
    """The first model and those that may stand in: `cards` one per service, `alternates` others of their services."""

    cards: tuple[ModelCard, ...]
    alternates: dict[str, tuple[ModelCard, ...]] = field(default_factory=dict[str, tuple[ModelCard, ...]])

    @property
    def permitted(self) -> tuple[ModelCard, ...]:
        return (*self.cards, *(card for cards in self.alternates.values() for card in cards))


def choose(wanted: Wanted, house: House, recipients: Sequence[str]) -> Choice:
    """The model for the job and the fallbacks it may use, first choice first.

    `recipients` are the providers the person's consent names. Raises `unknown_model`, `model_unavailable`,
    `model_retired`, `consent_required`, or what the model cannot do.
    """
    if naming.normal_name(wanted.model_pref) == naming.AUTO:
        return _automatic(wanted, house, recipients)
    return Choice((_named(wanted, house, recipients),))


def _automatic(wanted: Wanted, house: House, recipients: Sequence[str]) -> Choice:
    """Only models that can do all that is asked; a provider the consent does not name sees nothing.

    Models that the plan does not include are passed over; without others, the ledger says which plan has them.
    """
    rule = next(rule for rule in AUTO if rule.fits(wanted))
    proven = [card for card in house.cards if not card.experimental and card.status == "active"]
    allowed = [card for card in proven if _may_see_faces(card, recipients)]
    if not allowed:
        raise PermanentError(Code.MODEL_UNAVAILABLE, "No model is available right now.")
    able = [card for card in allowed if can_do(card, wanted.brief, wanted.sizes, wanted.wishes)]
    if not able:
        raise _nobody_can(wanted, proven, allowed, rule)
    return _in_order(wanted, [card for card in able if wanted.is_included(card)] or able, rule)


def _in_order(wanted: Wanted, able: Sequence[ModelCard], rule: Rule) -> Choice:
    """A service's cheapest model first; its others may stand in for it."""
    by_service = {
        service: sorted(
            (card for card in able if card.service == service),
            key=lambda card: (wanted.surcharge(card), *naming.standing(card)),
        )
        for service in rule.services
    }
    lines = [cards for cards in by_service.values() if cards]
    if not lines:
        raise PermanentError(Code.MODEL_UNAVAILABLE, "No model is available right now.")
    return Choice(
        tuple(cards[0] for cards in lines),
        {cards[0].service: tuple(cards[1:]) for cards in lines if len(cards) > 1},
    )


def _nobody_can(
    wanted: Wanted, proven: Sequence[ModelCard], allowed: Sequence[ModelCard], rule: Rule
) -> PermanentError:
    """A model the consent leaves out could; else the first obstacle of the strongest that may."""
    for card in proven:
        if card not in allowed and can_do(card, wanted.brief, wanted.sizes, wanted.wishes):
            return _not_consented(card)
    strongest = min(
        allowed, key=lambda card: rule.services.index(card.service) if card.service in rule.services else len(AUTO)
    )
    try:
        must_do(strongest, wanted.brief, wanted.sizes, wanted.wishes)
    except PermanentError as obstacle:
        return obstacle
    return PermanentError(Code.MODEL_UNAVAILABLE)


def _named(wanted: Wanted, house: House, recipients: Sequence[str]) -> ModelCard:
    card = naming.called(wanted.model_pref, house.cards)
    if card is None:
        raise naming.nobody_called(wanted.model_pref, house.cards, house.hidden)
    if not _may_see_faces(card, recipients):
        raise _not_consented(card)
    must_do(card, wanted.brief, wanted.sizes, wanted.wishes)
    return card


def _not_consented(card: ModelCard) -> PermanentError:
    message = f"{card.title} sends the selfies to {card.sends_faces_to}, which the recorded consent does not name."
    return PermanentError(Code.CONSENT_REQUIRED, message, recipient=card.sends_faces_to, model=card.id)


def _may_see_faces(card: ModelCard, recipients: Sequence[str]) -> bool:
    return card.sends_faces_to is None or card.sends_faces_to in recipients
