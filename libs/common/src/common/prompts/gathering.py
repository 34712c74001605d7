"""Which pictures a model gets to see, and in which order: that order is their number in the prompt."""

from collections import Counter
from collections.abc import Sequence

from common.catalog import ModelCard
from common.ticket import IdentityPage, LayoutPage, Reference
from common.wishes import LabeledReference, Wishes

MOST_SELFIES = 5
"""More photos of one face make it no more alike, and push out what else the model could see."""


def gather_references(
    card: ModelCard,
    selfies: Sequence[Reference],
    identity: IdentityPage | None = None,
    layout: LayoutPage | None = None,
    wishes: Wishes | None = None,
) -> tuple[LabeledReference, ...]:
    """First the picture to be changed, then the presenter, a layout to follow, what the creator added, the mask last.

    What the creator added is never dropped, whatever the model takes: refusing is the generator's to do. Selfies fill
    the places that are left, the one identity chose first. Nothing for models that see no pictures.
    """
    if not card.max_references:
        return ()
    wishes = wishes or Wishes()
    before, after = _picture(wishes), [*_layout(layout), *wishes.references, *_mask(wishes)]
    places = _places(card, [*before, *after])
    people = [LabeledReference(key=selfie.key, role="person") for selfie in best_first(selfies, identity)[:places]]
    return (*before, *people, *after)


def best_first(selfies: Sequence[Reference], identity: IdentityPage | None) -> list[Reference]:
    """The selfie identity chose, then the others from its highest score down; refused ones are left out."""
    if identity is None:
        return list(selfies)
    scores = {verdict.asset_id: verdict.score for verdict in identity.verdicts if verdict.score > 0}
    seen = [selfie for selfie in selfies if selfie.asset_id in scores or selfie.asset_id == identity.asset_id]
    return sorted(seen, key=lambda selfie: (selfie.asset_id != identity.asset_id, -scores.get(selfie.asset_id, 0.0)))


def slots(card: ModelCard, references: Sequence[LabeledReference]) -> Counter[str]:
    """How many places of each kind are taken. A role the model has no place for takes one of an object."""
    known = card.can.references
    return Counter(reference.role if reference.role in known else "object" for reference in references)


def _places(card: ModelCard, others: Sequence[LabeledReference]) -> int:
    left = card.max_references - len(others)
    kind = "person" if "person" in card.can.references else "object"
    of_kind = card.can.references.get(kind, card.max_references) - slots(card, others)[kind]
    return max(0, min(left, of_kind, MOST_SELFIES))


def _picture(wishes: Wishes) -> list[LabeledReference]:
    return [LabeledReference(key=wishes.edit.picture_key, role="picture")] if wishes.edit else []


def _mask(wishes: Wishes) -> list[LabeledReference]:
    has_one = wishes.edit is not None and wishes.edit.mask_key
    return [LabeledReference(key=wishes.edit.mask_key, role="mask")] if wishes.edit and has_one else []


def _layout(layout: LayoutPage | None) -> list[LabeledReference]:
    return [LabeledReference(key=layout.guide_key, role="layout")] if layout and layout.guide_key else []
