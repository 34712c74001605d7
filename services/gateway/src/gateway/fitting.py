"""Whether a model can do what is wanted, judged by its card before anything is held or bought.

One row per question: what is asked for, what the card says, and the sentence when it does not fit.
"""

from collections.abc import Iterator, Sequence

from common.brief import Brief, Mode
from common.catalog import ModelCard, SizePlan
from common.errors import Code, PermanentError
from common.prompts.gathering import slots
from common.wishes import LabeledReference, Wishes


def obstacle(card: ModelCard, brief: Brief, sizes: SizePlan, wishes: Wishes) -> PermanentError | None:
    """The first: `option_unavailable`, `size_out_of_range`, `too_many_references`, ...; None when it can do it all."""
    return next(_obstacles(card, brief, sizes, wishes), None)


def _obstacles(card: ModelCard, brief: Brief, sizes: SizePlan, wishes: Wishes) -> Iterator[PermanentError]:
    size, can = sizes.generation, card.can
    if max(size.w, size.h) > card.max_side:
        message = f"{card.title} makes at most {card.max_side} pixels a side, which is not enough for {size}."
        yield PermanentError(Code.SIZE_OUT_OF_RANGE, message, model=card.id)
    for pointer, what, asked, offered in (
        ("/thinking", "think at", [wishes.thinking], can.thinking),
        ("/grounding", "search for", wishes.grounding, can.search),
        ("/service_tier", "be asked for", ["batch"] if wishes.batch else [wishes.tier], _tiers(card)),
        ("/video", "watch a", ["video"] if wishes.video else [], can.inputs),
        ("/document", "read a", ["pdf"] if wishes.document else [], can.inputs),
    ):
        yield from _unless_offered(card, pointer, what, asked, offered)
    if brief.draw_text and not can.draws_text:
        yield _unavailable(card, "/draw_text", f"{card.title} does not draw words; leave them to be set.")
    if wishes.edit and not can.edits:
        yield PermanentError(Code.EDIT_UNAVAILABLE, f"{card.title} cannot change a finished picture.", model=card.id)
    yield from _too_many(card, brief, wishes)


def _unless_offered(
    card: ModelCard, pointer: str, what: str, asked: Sequence[str | None], offered: Sequence[str]
) -> Iterator[PermanentError]:
    for one in asked:
        if one is not None and one not in offered:
            choices = ", ".join(offered) or "nothing of that kind"
            yield _unavailable(card, pointer, f"{card.title} cannot {what} {one}; it offers {choices}.", offered)


def _tiers(card: ModelCard) -> tuple[str, ...]:
    return (*card.can.tiers, "batch") if card.can.batch else card.can.tiers


def _too_many(card: ModelCard, brief: Brief, wishes: Wishes) -> Iterator[PermanentError]:
    """What was added beside the selfies; of those, as many are used as there is room for, one at least."""
    added = wishes.references
    if not card.max_references:
        yield from _unseen(card, brief, added)
        return
    if card.max_references and len(added) >= card.max_references:
        yield _crowded(card, f"{card.title} looks at {card.max_references} pictures at most, the selfies included.")
    for role, taken in slots(card, added).items():
        places = card.can.references.get(role, card.max_references)
        if taken > places:
            yield _crowded(card, f"{card.title} looks at {places} pictures of a kind ({role}) at most, not {taken}.")


def _unseen(card: ModelCard, brief: Brief, added: Sequence[LabeledReference]) -> Iterator[PermanentError]:
    """Colors and composition are followed without looking; things are set where a copied layout has some."""
    if any(one.role != "object" and one.inspiration is None for one in added):
        yield _unavailable(card, "/style_refs", f"{card.title} does not look at pictures.")
    placed = card.draws == "scene" and brief.mode is Mode.COPY
    if not placed and any(one.role == "object" for one in added):
        shows = "; in copy mode they are set into its scene" if card.draws == "scene" else ""
        yield _unavailable(card, "/object_refs", f"{card.title} does not look at pictures of things{shows}.")


def _crowded(card: ModelCard, message: str) -> PermanentError:
    return PermanentError(Code.TOO_MANY_REFERENCES, message, model=card.id)


def _unavailable(card: ModelCard, pointer: str, message: str, offered: Sequence[str] = ()) -> PermanentError:
    errors = [{"pointer": pointer, "detail": message}]
    return PermanentError(Code.OPTION_UNAVAILABLE, message, model=card.id, offered=list(offered), errors=errors)
