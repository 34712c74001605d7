"""Who makes a job: the rules as a table, and everything the gateway writes on the ticket.

`model_pref` is an id, an alias, or `auto`. Named models are never swapped for another; `auto` is leave to fall back,
in the order of the first rule that fits.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from common.brief import Brief, Mode
from common.catalog import MODEL_PREFERENCES, ModelCard, plan_sizes
from common.errors import Code, PermanentError
from common.pricing import quote
from common.ticket import Reference, Route, Ticket

LONGEST_QUEUE = timedelta(hours=24)
SHORTEST_RUN = 600.0
SEEDS = 2**32

LAYOUT_EXTRACTOR = "layout-extractor"

# Names of models that people still type, under what stands in for them now.
ALIASES: dict[str, str] = {
    "nano-banana-pro": "nanobanana-pro",
    "nanobanana": "nanobanana-pro",
    "gptimage": "gpt-image",
    "gpt-image-1": "gpt-image",
    "flux.1": "flux",
    "flux-schnell": "flux",
    "gen-studio": "studio",
}


@dataclass(frozen=True)
class Wanted:
    """One run of a project: the brief, with what the queue call overrides."""

    brief: Brief
    quality: Literal["draft", "std", "4k"]
    variants: int
    model_pref: str = "auto"
    seed: int | None = None


@dataclass(frozen=True)
class House:
    """Who is at home: the model cards that are alive, and the rooms that prepare."""

    cards: tuple[ModelCard, ...] = ()
    rooms: frozenset[str] = field(default_factory=frozenset[str])


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


def choose(wanted: Wanted, house: House, recipients: Sequence[str]) -> tuple[ModelCard, ...]:
    """The model for the job and the fallbacks it may use, first choice first, one per service.

    `recipients` are the providers the person's consent names. Raises `unknown_model`, `model_unavailable` or
    `consent_required`.
    """
    preference = normal_name(wanted.model_pref)
    if preference == "auto":
        return _automatic(wanted, house, recipients)
    return (_named(preference, house, recipients),)


def normal_name(preference: str) -> str:
    name = "-".join(preference.lower().split())
    return ALIASES.get(name, name)


def _automatic(wanted: Wanted, house: House, recipients: Sequence[str]) -> tuple[ModelCard, ...]:
    rule = next(rule for rule in AUTO if rule.fits(wanted))
    allowed = [card for card in house.cards if not card.experimental and _may_see_faces(card, recipients)]
    best = (_best_of(service, allowed, wanted) for service in rule.services)
    chosen = tuple(card for card in best if card)
    if not chosen:
        raise PermanentError(Code.MODEL_UNAVAILABLE, "No model is available right now.")
    return chosen


def _best_of(service: str, cards: Sequence[ModelCard], wanted: Wanted) -> ModelCard | None:
    """A service's cheapest model that is large enough."""
    size = plan_sizes(wanted.brief.canvas, wanted.quality).generation
    fitting = [card for card in cards if card.service == service and card.max_side >= max(size.w, size.h)]
    return min(fitting, key=lambda card: (card.surcharge_micro_usd, card.id), default=None)


def _named(preference: str, house: House, recipients: Sequence[str]) -> ModelCard:
    found = [card for card in house.cards if preference in names_of(card)]
    if not found:
        code = Code.MODEL_UNAVAILABLE if preference in MODEL_PREFERENCES else Code.UNKNOWN_MODEL
        raise PermanentError(code)
    card = min(found, key=lambda card: (card.id != preference, card.surcharge_micro_usd, card.id))
    if not _may_see_faces(card, recipients):
        message = f"The recorded consent does not name {card.sends_faces_to}, which receives the selfies."
        raise PermanentError(Code.CONSENT_REQUIRED, message, recipient=card.sends_faces_to)
    return card


def names_of(card: ModelCard) -> set[str]:
    return {card.id.lower(), *map(str.lower, card.aliases), card.service.removeprefix("gen-")}


def _may_see_faces(card: ModelCard, recipients: Sequence[str]) -> bool:
    return card.sends_faces_to is None or card.sends_faces_to in recipients


def preparing(brief: Brief, house: House) -> tuple[str, ...]:
    """The hops before the first generator. Raises `mode_unavailable` when copy mode lacks its room."""
    if brief.mode is Mode.DESIGN:
        return ("identity",)
    if LAYOUT_EXTRACTOR not in house.rooms:
        raise PermanentError(Code.MODE_UNAVAILABLE)
    return ("identity", LAYOUT_EXTRACTOR)


def issue_ticket(
    wanted: Wanted,
    house: House,
    *,
    job_id: str,
    project_id: str,
    user_id: str,
    references: Sequence[Reference],
    recipients: Sequence[str] = (),
) -> Ticket:
    """The ticket as it starts its walk: route, price and sizes decided, no page written yet."""
    first = preparing(wanted.brief, house)
    cards = choose(wanted, house, recipients)
    now = datetime.now(UTC)
    return Ticket(
        job_id=job_id,
        project_id=project_id,
        user_id=user_id,
        brief=wanted.brief,
        quality=wanted.quality,
        variants=wanted.variants,
        seed=seed_for(wanted, project_id),
        sizes=plan_sizes(wanted.brief.canvas, wanted.quality),
        route=Route(
            preparing=first,
            generators=tuple(card.service for card in cards),
            models=tuple(card.id for card in cards),
        ),
        # The dearest permitted model is what can be charged at most; a cheaper one that did the work costs less.
        quote=quote(
            wanted.quality, wanted.brief.mode, wanted.variants, max(card.surcharge_micro_usd for card in cards)
        ),
        references=tuple(references),
        requested_at=now,
        run_seconds=max(SHORTEST_RUN, sum(card.seconds_per_variant for card in cards) * wanted.variants),
        queue_expires_at=now + LONGEST_QUEUE,
    )


def seed_for(wanted: Wanted, project_id: str) -> int:
    """The caller's seed; a series keeps the one its project gives; otherwise chance."""
    if wanted.seed is not None:
        return wanted.seed
    if wanted.brief.fixed_seed:
        return int.from_bytes(hashlib.blake2b(project_id.encode(), digest_size=4).digest(), "big")
    return secrets.randbelow(SEEDS)
