"""A run of a project: what is checked before a job is accepted, and what is written when it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.brief import SEEDS, Brief, Disclosure, Grounding, Mode, Quality, ServiceTier, Thinking
from common.errors import MEANINGS, Code, PermanentError
from common.events import JobRequested
from common.ids import new_id
from common.ticket import CopyTarget, Reference, Ticket
from common.wishes import LabeledReference
from gateway.auth import Principal
from gateway.branding import branded
from gateway.copying import copy_target_of
from gateway.faces import FaceVerdict, mask
from gateway.models import Models
from gateway.routing import issue_ticket, preparing
from gateway.store import Store
from gateway.store.jobs import Order
from gateway.store.rows import Asset, Consent, Project
from gateway.wanting import House, Wanted
from gateway.wishing import TO_LOOK_AT, added_pictures, wishes_of

SELFIES = frozenset({"selfie"})
MOST_CREDITS = 1_000_000


class QueueBody(BaseModel):
    """Everything may be left to the project's brief."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"quality": "std", "variants": 4, "seed": 12345}}
    )

    quality: Quality | None = Field(default=None, description="draft, std or 4k.")
    variants: Literal[2, 4, 6] | None = None
    seed: int | None = Field(
        default=None, ge=0, lt=SEEDS, description="The same seed and brief make the same pictures."
    )
    model_pref: str | None = Field(default=None, max_length=60, description="An id, an alias, or auto.")
    grounding: tuple[Grounding, ...] | None = Field(default=None, max_length=2, description="web, image, or both.")
    thinking: Thinking | None = None
    service_tier: ServiceTier | None = Field(default=None, description="standard, flex, priority, or batch.")
    draw_text: bool | None = None
    disclosure: Disclosure | None = Field(default=None, description="A visible AI label: auto, on or off.")
    max_cost: int | None = Field(
        default=None,
        ge=0,
        le=MOST_CREDITS,
        description="The most it may cost, in credits; dearer models are passed over.",
    )
    webhook_url: str | None = Field(
        default=None, max_length=2_000, description="Told how this run goes, instead of the account's address."
    )
    allow_fallback: bool = Field(
        default=True, description="Whether auto may hand over to another model. A named model is never swapped."
    )


# What belongs to one run alone, beside the answers of the brief that it overrides.
_NO_ANSWERS = {"seed", "max_cost", "allow_fallback", "webhook_url"}


@dataclass(frozen=True)
class Desk:
    """Takes orders: reads what the store knows, asks who is alive, writes the ticket."""

    store: Store
    models: Models

    async def prepare(self, person: Principal, project: Project, body: QueueBody) -> Order:
        """Raises what stands in the way: references, consent, faces, model, mode."""
        wanted = await self._branded(person, wanted_of(project, body))
        plan = await self.store.people.paying_plan(project.id, person.user_id)
        wishes = wishes_of(wanted.brief, await self.added(person, wanted.brief))
        target = await self.copy_target(person, wanted.brief)
        wanted = replace(wanted, wishes=wishes, ceiling=plan.max_surcharge_micro_usd, copy_target=target)
        return await self.order(person, project, wanted, body.model_dump(mode="json", exclude_unset=True))

    async def order(self, person: Principal, project: Project, wanted: Wanted, asked: dict[str, Any]) -> Order:
        """One run, whatever it was asked for with."""
        assets = await self._references(person, wanted.brief)
        consent = await self.store.people.must_consent(person.user_id)
        usable = usable_references(assets)
        recipients = await self.recipients(person, usable, consent)
        ticket = await self._ticket(person, project, wanted, usable, recipients)
        return Order(
            ticket=ticket,
            asked=asked,
            model_pref=wanted.model_pref,
            provider={**provider_of(ticket, self.models.house), "asked": wanted.model_pref},
            event=JobRequested(next="credits", job_id=ticket.job_id, ticket=ticket),
            key_id=person.key.id if person.key else None,
        )

    async def _branded(self, person: Principal, wanted: Wanted) -> Wanted:
        """With what its brand kit says, where the brief leaves it open. Raises `not_found`, `plan_required`."""
        if wanted.brief.brand_kit_id is None:
            return wanted
        kit = await self.store.kits.for_run(wanted.brief.brand_kit_id, person.user_id)
        return replace(wanted, brief=branded(wanted.brief, kit), logo=kit.logo)

    async def added(self, person: Principal, brief: Brief) -> list[LabeledReference]:
        """Pictures beside the selfies."""
        ids = (*brief.style_refs, *brief.object_refs)
        if not ids:
            return []
        assets = await self.store.assets.get_many(ids, person.user_id)
        return added_pictures(brief, [await self.faceless(person, brief, asset) for asset in assets])

    async def copy_target(self, person: Principal, brief: Brief) -> CopyTarget | None:
        """What copy mode copies, None otherwise. Raises `mode_unavailable`, `copy_target_missing`, `not_found`."""
        if brief.mode is not Mode.COPY:
            return None
        await self._must_be_able_to_copy(brief)
        if brief.copy_target is None:
            raise PermanentError(Code.COPY_TARGET_MISSING)
        assets = await self.store.assets.get_many([brief.copy_target], person.user_id)
        return copy_target_of([await self.faceless(person, brief, asset) for asset in assets])

    async def _must_be_able_to_copy(self, brief: Brief) -> None:
        try:
            preparing(brief, self.models.house)
        except PermanentError:
            preparing(brief, await self.models.refresh())

    async def faceless(self, person: Principal, brief: Brief, asset: Asset) -> Asset:
        """With its version without faces, if others get to see it: made now if it could not be before."""
        shown = (*brief.style_refs, brief.copy_target)
        if asset.id not in shown or asset.type not in TO_LOOK_AT or asset.meta.get("masked"):
            return asset
        found = await mask(self.models.bus, reference_of(asset))
        return await self.store.assets.note(asset.id, person.user_id, masked=found.key) if found else asset

    async def recipients(self, person: Principal, selfies: Sequence[Asset], consent: Consent) -> list[str]:
        """Who may receive the faces: whom everybody whose face it is has named. Raises `consent_required`."""
        named = list(consent.recipients)
        others = [asset.id for asset in selfies if asset.user_id != person.user_id]
        for theirs in await self.store.people.consents_for(others, person.user_id) if others else ():
            if theirs is None:
                raise PermanentError(Code.CONSENT_REQUIRED)
            named = [name for name in named if name in theirs]
        return named

    async def _references(self, person: Principal, brief: Brief) -> list[Asset]:
        if not brief.refs:
            raise PermanentError(Code.REFERENCES_MISSING)
        assets = await self.store.assets.get_many(brief.refs, person.user_id)
        if strangers := unknown(brief.refs, assets):
            errors = [{"pointer": f"/refs/{place}", "detail": MEANINGS[Code.NOT_FOUND]} for place in strangers]
            raise PermanentError(Code.NOT_FOUND, "A reference selfie was not found.", errors=errors)
        return assets

    async def _ticket(
        self, person: Principal, project: Project, wanted: Wanted, selfies: Sequence[Asset], recipients: Sequence[str]
    ) -> Ticket:
        """From the models known to be alive; before anybody is refused for one that is not, they are asked again."""
        facts: dict[str, Any] = {
            "job_id": new_id("job"),
            "project_id": project.id,
            "user_id": person.user_id,
            "references": [reference_of(asset) for asset in selfies],
            "recipients": recipients,
        }
        try:
            return issue_ticket(wanted, self.models.house, **facts)
        except PermanentError:
            return issue_ticket(wanted, await self.models.refresh(), **facts)


def wanted_of(project: Project, body: QueueBody) -> Wanted:
    """The project's brief with what the call overrides."""
    brief = Brief.model_validate(project.brief)
    brief = brief.model_copy(update=body.model_dump(exclude_none=True, exclude=_NO_ANSWERS))
    return Wanted(
        brief,
        brief.quality.value,
        brief.variants,
        brief.model_pref,
        body.seed,
        max_cost=body.max_cost,
        allow_fallback=body.allow_fallback,
    )


def unknown(refs: Sequence[str], assets: Sequence[Asset]) -> list[int]:
    """Places of references that are not the user's selfies."""
    known = {asset.id for asset in assets if asset.type in SELFIES}
    return [place for place, ref in enumerate(refs) if ref not in known]


def usable_references(assets: Sequence[Asset]) -> list[Asset]:
    """Without the selfies identity has already refused. Raises the first refusal when none is left."""
    verdicts = [FaceVerdict.model_validate(asset.meta.get("face") or {}) for asset in assets]
    usable = [asset for asset, verdict in zip(assets, verdicts, strict=True) if verdict.usable is not False]
    if not usable:
        errors = [
            {"pointer": f"/refs/{place}", "detail": verdict.advice, "code": verdict.code}
            for place, verdict in enumerate(verdicts)
        ]
        raise PermanentError(verdicts[0].code or Code.FACE_UNUSABLE, verdicts[0].advice or None, errors=errors)
    return usable


def reference_of(asset: Asset) -> Reference:
    return Reference(asset_id=asset.id, key=asset.path, width=asset.width, height=asset.height)


def provider_of(ticket: Ticket, house: House) -> dict[str, Any]:
    """Who makes it: the model, how the face gets in where it only draws a scene, and what it usually takes."""
    model = ticket.route.models[0]
    card = next((card for card in house.cards if card.id == model), None)
    return {
        "name": f"{model}+photo" if card and card.draws == "scene" else model,
        "seconds": card.seconds_per_variant * ticket.variants if card else None,
        "mode": ticket.brief.mode.value,
        "services": list(ticket.route.generators),
        "models": list(ticket.route.models),
    }
