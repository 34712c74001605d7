"""From the questionnaire's answers to what is asked of an image model beyond a picture of the headline."""

from collections.abc import Sequence

from common.brief import Brief, ServiceTier
from common.errors import MEANINGS, Code, PermanentError, TransientError
from common.wishes import DocumentSource, EditRequest, LabeledReference, Role, VideoSource, Wishes
from gateway.policy import Said
from gateway.store.rows import Asset

# Faces come as selfies alone, with their owner's consent; a style may be taken from anything else that is the user's.
TO_LOOK_AT = frozenset({"ref", "copy_target", "render"})


def wishes_of(brief: Brief, added: Sequence[LabeledReference] = (), edit: EditRequest | None = None) -> Wishes:
    batch = brief.service_tier is ServiceTier.BATCH
    return Wishes.model_validate(
        {
            "thinking": brief.thinking,
            "grounding": brief.grounding,
            "video": VideoSource(uri=brief.video) if brief.video else None,
            "document": DocumentSource(uri=brief.document) if brief.document else None,
            "edit": edit,
            "references": tuple(added),
            "draw_text": brief.draw_text,
            "tier": "standard" if batch else brief.service_tier.value,
            "batch": batch,
        }
    )


def added_pictures(brief: Brief, assets: Sequence[Asset]) -> list[LabeledReference]:
    """Style and object pictures in the brief's order. Raises `not_found` with the place of each that is not there."""
    known = {asset.id: asset for asset in assets if asset.type in TO_LOOK_AT}
    roles: tuple[tuple[str, Role, tuple[str, ...]], ...] = (
        ("style_refs", "style", brief.style_refs),
        ("object_refs", "object", brief.object_refs),
    )
    missing = [f"/{field}/{place}" for field, _, ids in roles for place, one in enumerate(ids) if one not in known]
    if missing:
        errors = [{"pointer": pointer, "detail": MEANINGS[Code.NOT_FOUND]} for pointer in missing]
        raise PermanentError(Code.NOT_FOUND, "A reference picture was not found.", errors=errors)
    return [shown(known[one], role) for _, role, ids in roles for one in ids]


def shown(asset: Asset, role: Role) -> LabeledReference:
    """Without anybody's face in it: raises a transient error while no such version is there.

    A style loses whatever might be a face; a thing stays as it is unless somebody surely is in the picture.
    """
    meta, label = asset.meta, str(asset.meta.get("label", ""))
    if not meta.get("masked"):
        raise TransientError(Code.FACES_NOT_MASKED, retry_after=5)
    if role == "style":
        return LabeledReference(key=meta["masked"], role=role, label=label, inspiration=meta.get("inspiration"))
    return LabeledReference(key=meta["masked"] if shows_somebody(asset) else asset.path, role=role, label=label)


def labels_said(added: Sequence[LabeledReference]) -> list[Said]:
    """What was written beside pictures, for the safety gate: a model is told to show it."""
    by_role = [[one for one in added if one.role == role] for role in ("style", "object")]
    return [
        Said(f"/{one.role}_refs/{place}", one.label, depicts=True)
        for same in by_role
        for place, one in enumerate(same)
        if one.label
    ]


def shows_somebody(asset: Asset) -> bool:
    """Of a picture that was looked at; one from before that was asked is taken for one that does."""
    meta = asset.meta
    return bool(meta.get("shows_somebody", meta.get("masked", asset.path) != asset.path))
