"""The pictures that a run works with beside the selfies: for style, of objects, and the one it copies."""

from dataclasses import dataclass, replace

from common.brief import Brief, Mode
from common.errors import Code, PermanentError
from common.wishes import LabeledReference
from gateway.auth import Principal
from gateway.copying import copy_target_of, must_be_another_picture
from gateway.faces import hidden, mask
from gateway.models import Models
from gateway.referring import reference_of
from gateway.routing import is_prepared, preparing
from gateway.store import Store
from gateway.store.rows import Asset
from gateway.survey import Survey
from gateway.wishing import TO_LOOK_AT, added_pictures, shows_somebody, wishes_of

_FACES_TO_HIDE = "Faces in a picture are hidden before a model sees it; that is still to be done."
_SOMEBODY = "Somebody is in the picture of a thing; their face is hidden: only selfies say who is shown."


@dataclass(frozen=True)
class Gathering:
    store: Store
    models: Models

    async def add_pictures(self, person: Principal, found: Survey) -> None:
        """With what stands in the brief beside the selfies; an edit brings its own wish along."""
        wanted = found.wanted
        added = await self._added(person, wanted.brief, found)
        found.wanted = replace(wanted, wishes=wishes_of(wanted.brief, added, wanted.wishes.edit))

    async def add_target(self, person: Principal, found: Survey) -> None:
        """With what copy mode copies; an edit copies nothing, it has its picture."""
        wanted = found.wanted
        if wanted.brief.mode is not Mode.COPY or wanted.wishes.edit:
            return
        await self._must_be_able_to_copy(wanted.brief)
        if wanted.brief.copy_target is None:
            raise PermanentError(Code.COPY_TARGET_MISSING)
        assets = await self.store.assets.get_many([wanted.brief.copy_target], person.user_id)
        must_be_another_picture(assets, found.selfies)
        found.pictures += assets
        target = copy_target_of([await self._faceless(person, asset, found) for asset in assets])
        found.wanted = replace(wanted, copy_target=target)

    async def _must_be_able_to_copy(self, brief: Brief) -> None:
        if not is_prepared(brief, self.models.house):
            preparing(brief, await self.models.refresh())

    async def _added(self, person: Principal, brief: Brief, found: Survey) -> list[LabeledReference]:
        ids = (*brief.style_refs, *brief.object_refs)
        if not ids:
            return []
        assets = await self.store.assets.get_many(ids, person.user_id)
        found.pictures += assets
        faceless = [await self._faceless(person, asset, found) for asset in assets]
        if any(asset.id in brief.object_refs and shows_somebody(asset) for asset in faceless):
            found.warnings.append(_SOMEBODY)
        return added_pictures(brief, faceless)

    async def _faceless(self, person: Principal, asset: Asset, found: Survey) -> Asset:
        """With its version without faces, made now if it could not be before."""
        if asset.type not in TO_LOOK_AT or asset.meta.get("masked"):
            return asset
        if found.rehearsal:
            found.warnings.append(_FACES_TO_HIDE)
            return asset.model_copy(update={"meta": {**asset.meta, "masked": asset.path}})
        masked = await mask(self.models.bus, reference_of(asset))
        return await self.store.assets.note(asset.id, person.user_id, **hidden(masked)) if masked else asset
