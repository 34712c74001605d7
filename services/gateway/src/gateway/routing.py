"""Everything the gateway writes on the ticket: route, price, sizes, time and seed."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from common.brief import SEEDS, Brief, FaceLock, Mode
from common.errors import Code, PermanentError
from common.ticket import IDENTITY, Reference, Route, StandIn, Ticket
from gateway.choosing import Choice, choose
from gateway.wanting import House, Wanted

LONGEST_QUEUE = timedelta(hours=24)
SHORTEST_RUN = 600.0
FLEX_RUN = 1_800.0
BATCH_RUN = 25 * 3_600.0

LAYOUT_EXTRACTOR = "layout-extractor"
COMPOSITOR = "compositor"


def is_prepared(brief: Brief, house: House) -> bool:
    return brief.mode is Mode.DESIGN or LAYOUT_EXTRACTOR in house.rooms


def preparing(brief: Brief, house: House) -> tuple[str, ...]:
    """The hops before the first generator. Raises `mode_unavailable` when copy mode lacks its room."""
    if brief.mode is Mode.DESIGN:
        return (IDENTITY,)
    if not is_prepared(brief, house):
        raise PermanentError(Code.MODE_UNAVAILABLE)
    return (IDENTITY, LAYOUT_EXTRACTOR)


def finishing(choice: Choice) -> tuple[str, ...]:
    """Who looks at the pictures: where a model draws the person too, identity does first."""
    drawn = any(card.draws == "picture" for card in choice.permitted)
    return (IDENTITY, COMPOSITOR) if drawn else (COMPOSITOR,)


def stand_in(wanted: Wanted, house: House, choice: Choice) -> StandIn | None:
    """Who makes the scene behind the photographed face where a drawn one did not pass a strict face lock."""
    if wanted.brief.face_lock is not FaceLock.STRICT or wanted.wishes.edit or IDENTITY not in finishing(choice):
        return None
    scenes = [card for card in house.cards if card.draws == "scene" and card.sends_faces_to is None]
    able = [card for card in scenes if max(wanted.sizes.generation.w, wanted.sizes.generation.h) <= card.max_side]
    return StandIn(service=able[0].service, model=able[0].id) if able else None


def issue_ticket(
    wanted: Wanted,
    house: House,
    *,
    job_id: str,
    project_id: str,
    user_id: str,
    references: Sequence[Reference],
    recipients: Sequence[str] = (),
    may_compare: bool = False,
    guardian: bool = False,
) -> Ticket:
    """The ticket as it starts its walk: route, price and sizes decided, no page written yet."""
    first, choice = preparing(wanted.brief, house), choose(wanted, house, recipients)
    now = datetime.now(UTC)
    return Ticket(
        job_id=job_id,
        project_id=project_id,
        user_id=user_id,
        brief=wanted.brief,
        quality=wanted.quality,
        variants=wanted.variants,
        seed=seed_for(wanted, project_id),
        sizes=wanted.sizes,
        route=Route(
            preparing=first,
            generators=tuple(card.service for card in choice.cards),
            models=tuple(card.id for card in choice.cards),
            finishing=finishing(choice),
            stand_in=stand_in(wanted, house, choice),
            alternates={service: tuple(card.id for card in cards) for service, cards in choice.alternates.items()},
        ),
        # The dearest permitted model is what can be charged at most; a cheaper one that did the work costs less.
        quote=wanted.price(*choice.permitted),
        references=tuple(references),
        may_compare=may_compare,
        guardian=guardian,
        requested_at=now,
        run_seconds=run_seconds(wanted, choice),
        queue_expires_at=now + LONGEST_QUEUE,
        wishes=wanted.wishes,
        copy_target=wanted.copy_target,
        logo=wanted.logo,
    )


def run_seconds(wanted: Wanted, choice: Choice) -> float:
    """What the permitted models need one after the other, and the patience that a cheaper tier asks for."""
    if wanted.wishes.batch:
        return BATCH_RUN
    working = sum(card.seconds_per_variant for card in choice.permitted) * wanted.variants
    return max(SHORTEST_RUN, working) + (FLEX_RUN if wanted.wishes.tier == "flex" else 0.0)


def seed_for(wanted: Wanted, project_id: str) -> int:
    """The caller's seed; a series keeps the one its project has; otherwise chance."""
    if wanted.seed is not None:
        return wanted.seed
    series = series_seed(wanted.brief, project_id)
    return secrets.randbelow(SEEDS) if series is None else series


def series_seed(brief: Brief, project_id: str) -> int | None:
    """What all runs of a project share: the seed it was given, else its own where it is to be fixed."""
    if brief.series_seed is not None or not brief.fixed_seed:
        return brief.series_seed
    return int.from_bytes(hashlib.blake2b(project_id.encode(), digest_size=4).digest(), "big")
