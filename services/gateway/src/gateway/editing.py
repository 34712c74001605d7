"""Changing a finished picture: a job of one variant whose parent is a render.

The model that drew a picture goes on with its own conversation; another one starts from the picture itself. Words stay
live: the parent's layout is kept, so only what was asked for changes.
"""

from dataclasses import dataclass, replace
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field

from common.brief import SEEDS, AssetId, Brief, Quality, ServiceTier, Thinking
from common.brief.forms import MAX_STYLES
from common.catalog import PlatformName, Size, plan_sizes
from common.errors import Code, PermanentError
from common.wishes import MAX_INSTRUCTION_LETTERS, EditKind, EditRequest, Wishes
from gateway import naming
from gateway.answers import understood
from gateway.auth import Principal
from gateway.ordering import MOST_CREDITS, Desk
from gateway.store.jobs import Order
from gateway.store.renders import Made
from gateway.wanting import Wanted
from gateway.wishing import TO_LOOK_AT


class EditBody(BaseModel):
    """What to change. Everything else stays as the render's own job had it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"instruction": "make the sky red"}})

    instruction: str = Field(min_length=1, max_length=MAX_INSTRUCTION_LETTERS, description="One change, in words.")
    kind: EditKind | None = Field(default=None, description="Left out: by mask, by canvas, or by words alone.")
    mask: AssetId | None = Field(default=None, description="An uploaded picture, white where it may change.")
    style_refs: tuple[AssetId, ...] = Field(default=(), max_length=MAX_STYLES)
    object_refs: tuple[AssetId, ...] = Field(default=(), max_length=6)
    platform: PlatformName | None = Field(default=None, description="Another canvas: the picture is extended to it.")
    size: Size | None = None
    model_pref: str | None = Field(
        default=None,
        max_length=60,
        description="The render's own model when left out; another one, or auto, starts afresh.",
    )
    quality: Quality | None = None
    thinking: Thinking | None = None
    service_tier: ServiceTier | None = None
    seed: int | None = Field(default=None, ge=0, lt=SEEDS)
    max_cost: int | None = Field(default=None, ge=0, le=MOST_CREDITS, description="The most it may cost, in credits.")
    webhook_url: str | None = Field(default=None, max_length=2_000, description="Told how it goes.")


@dataclass(frozen=True)
class EditDesk:
    """Takes orders for changes, at the same desk as runs of a project."""

    desk: Desk

    async def prepare(self, person: Principal, parent: Made, body: EditBody) -> Order:
        """Raises `edit_unavailable`, `edit_session_gone`, `not_found` and whatever stands in the way of a job."""
        refuse_scenes(parent)
        brief = changed(parent, body)
        model = await self._model(parent, body)
        mask = await self._mask(person, body)
        edit = request_for(parent, body, mask, same_model=model == parent.render.meta["model"], brief=brief)
        wanted = Wanted(
            brief,
            brief.quality.value,
            1,
            model,
            body.seed,
            Wishes(edit=edit),
            body.max_cost,
            webhook_url=body.webhook_url,
        )
        project = await self.desk.store.projects.get(parent.render.project_id, person.user_id)
        order = await self.desk.order(person, project, wanted, body.model_dump(mode="json", exclude_unset=True))
        return replace(order, provider={**order.provider, "edits": parent.render.id})

    async def _model(self, parent: Made, body: EditBody) -> str:
        """The one asked for, which may be `auto`, else the one that drew the picture, which may be gone."""
        name = body.model_pref or cast("str", parent.render.meta["model"])
        if naming.normal_name(name) == naming.AUTO:
            return naming.AUTO
        house = self.desk.models.house
        if card := naming.called(name, house.cards):
            return card.id
        house = await self.desk.models.refresh()
        if card := naming.called(name, house.cards):
            return card.id
        if body.model_pref:
            raise naming.nobody_called(name, house.cards, house.hidden)
        message = (
            f"{name} drew this picture and is not available. Ask again with another model (model_pref): it starts from"
            " the picture itself."
        )
        others = [card.id for card in house.cards if card.can.edits]
        raise PermanentError(Code.EDIT_SESSION_GONE, message, model=name, models=others)

    async def _mask(self, person: Principal, body: EditBody) -> str:
        if body.mask is None:
            return ""
        asset = await self.desk.store.assets.get(body.mask, person.user_id)
        if asset.type not in TO_LOOK_AT:
            raise PermanentError(Code.NOT_FOUND, "A mask is uploaded as a reference.")
        return asset.path


def refuse_scenes(parent: Made) -> None:
    """A photographed person on a painted scene has nothing a model could be told to change."""
    if parent.render.meta.get("draws") != "picture" or not parent.render.meta.get("picture_key"):
        message = (
            "This thumbnail is your photo on a painted scene: change the brief and run it again, or make it with a"
            " model that draws whole pictures."
        )
        raise PermanentError(Code.EDIT_UNAVAILABLE, message)


def changed(parent: Made, body: EditBody) -> Brief:
    """The brief of the render's job with what the edit says; what belonged to the first picture alone is dropped.

    Another model need not know the levels of the first one.
    """
    said = body.model_dump(
        mode="json", exclude_none=True, include={"platform", "size", "quality", "thinking", "service_tier"}
    )
    own: dict[str, Any] = {"style_refs": body.style_refs, "object_refs": body.object_refs, "grounding": ()}
    canvas: dict[str, Any] = {"size": None} if body.platform and body.size is None else {}
    own |= {"video": None, "document": None, "service_tier": ServiceTier.STANDARD, "quality": parent.quality}
    level: dict[str, Any] = {"thinking": None} if body.model_pref else {}
    return understood({**parent.brief, **own, **canvas, **level, **said})


def request_for(parent: Made, body: EditBody, mask: str, *, same_model: bool, brief: Brief) -> EditRequest:
    render, before = parent.render, Brief.model_validate(parent.brief)
    same_canvas = brief.canvas == before.canvas and brief.platform is before.platform
    files: dict[str, str] = render.meta.get("files") or {}
    exports = (
        plan_sizes(one.canvas, quality).export for one, quality in ((brief, brief.quality), (before, parent.quality))
    )
    goes_on = same_model and same_canvas and brief.service_tier is not ServiceTier.BATCH
    same_pixels = same_canvas and len(set(exports)) == 1
    return EditRequest(
        instruction=body.instruction,
        picture_key=render.meta["picture_key"],
        session=(render.meta.get("session_key") or "") if goes_on else "",
        kind=body.kind or ("mask" if mask else "instruct" if same_canvas else "outpaint"),
        mask_key=mask,
        render_id=render.id,
        spec_key=files.get("json", "") if same_pixels else "",
    )
