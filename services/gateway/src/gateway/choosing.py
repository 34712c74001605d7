"""Who makes a job, and why: every model that is known is weighed, and what stands in its way is said.

`model_pref` is an id, an alias, or `auto`. Named models are never swapped for another; `auto` is leave to fall back,
in the order of the first rule that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from common.catalog import ModelCard
from common.errors import Code, PermanentError
from gateway import naming
from gateway.fitting import obstacle
from gateway.rules import NAMED, Rule, rule_for
from gateway.wanting import House, Wanted

EXPERIMENTAL = "experimental"
UNCERTAIN = "uncertain"
NO_FALLBACK = "no_fallback"


@dataclass(frozen=True)
class Considered:
    """A model that was looked at; `code` and `why` say why it was passed over, both are empty where it was not."""

    card: ModelCard
    code: str = ""
    why: str = ""


@dataclass(frozen=True)
class Choice:
    """The first model and those that may stand in: `cards` one per service, `alternates` others of their services."""

    cards: tuple[ModelCard, ...]
    alternates: dict[str, tuple[ModelCard, ...]] = field(default_factory=dict[str, tuple[ModelCard, ...]])

    @property
    def permitted(self) -> tuple[ModelCard, ...]:
        return (*self.cards, *(card for cards in self.alternates.values() for card in cards))

    @property
    def in_order(self) -> tuple[ModelCard, ...]:
        """As they are tried: the other models of a service before the next service."""
        return tuple(one for card in self.cards for one in (card, *self.alternates.get(card.service, ())))


@dataclass(frozen=True)
class Weighed:
    """The choice and its reasons; without a choice, `refusal` is what the person is told."""

    rule: Rule
    considered: tuple[Considered, ...] = ()
    choice: Choice | None = None
    refusal: PermanentError | None = None


def choose(wanted: Wanted, house: House, recipients: Sequence[str]) -> Choice:
    """The model for the job and the fallbacks it may use, first choice first.

    `recipients` are the providers the person's consent names. Raises `unknown_model`, `model_unavailable`,
    `model_retired`, `max_cost_exceeded`, `consent_required`, or what the model cannot do.
    """
    weighed = weigh(wanted, house, recipients)
    if weighed.choice is None:
        raise weighed.refusal or PermanentError(Code.MODEL_UNAVAILABLE)
    return weighed.choice


def weigh(wanted: Wanted, house: House, recipients: Sequence[str]) -> Weighed:
    """As `choose`, with its reasons and without raising."""
    if naming.normal_name(wanted.model_pref) == naming.AUTO:
        return _automatic(wanted, house, recipients)
    return _named(wanted, house, recipients)


def _automatic(wanted: Wanted, house: House, recipients: Sequence[str]) -> Weighed:
    """Only models that can do all that is asked; a provider the consent does not name sees nothing.

    Models the plan does not include are passed over; when there are no others, the ledger says which plan has them.
    """
    rule = rule_for(wanted)
    cards = sorted(
        (*house.cards, *house.hidden),
        key=lambda card: (rule.rank(card), wanted.surcharge(card), *naming.standing(card)),
    )
    proven = [card for card in cards if not _unproven(card)]
    obstacles = {card.id: _obstacle(card, wanted, recipients) for card in proven}
    able = [card for card in proven if obstacles[card.id] is None]
    able = [card for card in able if wanted.is_included(card)] or able
    choice = _in_order(able if wanted.allow_fallback else able[:1]) if able else None
    permitted = choice.permitted if choice else ()
    considered = tuple(_considered(card, wanted, obstacles.get(card.id), permitted) for card in cards)
    return Weighed(rule, considered, choice, None if choice else _nobody_can(list(obstacles.values())))


def _in_order(able: Sequence[ModelCard]) -> Choice:
    """By service, in the order of each one's first model; its others may stand in for it."""
    lines: dict[str, list[ModelCard]] = {}
    for card in able:
        lines.setdefault(card.service, []).append(card)
    return Choice(
        tuple(cards[0] for cards in lines.values()),
        {service: tuple(cards[1:]) for service, cards in lines.items() if len(cards) > 1},
    )


def _considered(
    card: ModelCard, wanted: Wanted, error: PermanentError | None, permitted: Sequence[ModelCard]
) -> Considered:
    if card in permitted:
        return Considered(card)
    if unproven := _unproven(card):
        return Considered(card, *unproven)
    if error:
        return Considered(card, error.code.value, error.message)
    if not wanted.is_included(card):
        return Considered(card, Code.PLAN_REQUIRED.value, f"{card.title} costs more than the plan includes.")
    return Considered(card, NO_FALLBACK, "It could, but no model was to stand in for the first choice.")


def _unproven(card: ModelCard) -> tuple[str, str] | None:
    """Why `auto` does not even ask it."""
    if card.experimental:
        return (
            EXPERIMENTAL,
            f"{card.title} is experimental: it is used when named, never by itself.",
        )
    if card.status != "active":
        return UNCERTAIN, f"{card.title} may be gone any day: it is used only when it is named."
    return None


def _obstacle(card: ModelCard, wanted: Wanted, recipients: Sequence[str]) -> PermanentError | None:
    """The first thing in a model's way. Consent comes last: where it is the answer, it is all that is missing."""
    return (
        obstacle(card, wanted.brief, wanted.sizes, wanted.wishes)
        or _too_dear(card, wanted)
        or _not_consented(card, recipients)
    )


def _nobody_can(obstacles: Sequence[PermanentError | None]) -> PermanentError:
    """A consent that is missing, else the ceiling, is named before what the strongest model cannot do."""
    errors = [error for error in obstacles if error is not None]
    for code in (Code.CONSENT_REQUIRED, Code.MAX_COST_EXCEEDED):
        if found := [error for error in errors if error.code is code]:
            return min(found, key=_required)
    return errors[0] if errors else PermanentError(Code.MODEL_UNAVAILABLE, "No model is available right now.")


def _required(error: PermanentError) -> int:
    required = error.details.get("required")
    return required if isinstance(required, int) else 0


def _named(wanted: Wanted, house: House, recipients: Sequence[str]) -> Weighed:
    card = naming.called(wanted.model_pref, house.cards)
    if card is None:
        return Weighed(NAMED, refusal=naming.nobody_called(wanted.model_pref, house.cards, house.hidden))
    if error := _obstacle(card, wanted, recipients):
        return Weighed(NAMED, (Considered(card, error.code.value, error.message),), refusal=error)
    return Weighed(NAMED, (Considered(card),), Choice((card,)))


def _too_dear(card: ModelCard, wanted: Wanted) -> PermanentError | None:
    most, price = wanted.max_cost, wanted.price(card).total
    if most is None or price <= most:
        return None
    message = f"With {card.title} this costs {price} credits, more than the {most} that were allowed."
    return PermanentError(Code.MAX_COST_EXCEEDED, message, model=card.id, required=price, max_cost=most)


def _not_consented(card: ModelCard, recipients: Sequence[str]) -> PermanentError | None:
    if card.sends_faces_to is None or card.sends_faces_to in recipients:
        return None
    message = f"{card.title} sends the selfies to {card.sends_faces_to}, which the recorded consent does not name."
    return PermanentError(Code.CONSENT_REQUIRED, message, recipient=card.sends_faces_to, model=card.id)
