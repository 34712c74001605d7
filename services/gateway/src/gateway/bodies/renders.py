"""A finished picture as the API shows it: its files, and an honest word on where it comes from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from common.decency import DecencyPage
from common.disclosure import Decision
from common.likeness import LikenessPage
from gateway.bodies.body import Body
from gateway.frames import asset_url
from gateway.store.rows import Render, Revision


class OriginBody(Body):
    """What a viewer has a right to know."""

    ai_generated: bool = Field(description="A model drew the picture, the person included.")
    face: Literal["photographed", "generated"]
    watermark: str | None = Field(description="The invisible mark in the pixels, such as SynthID.")
    content_credentials: Literal["none", "lost"] = Field(
        description="C2PA. lost: the model's picture had them; setting words and cropping wrote the file anew."
    )
    provider: str | None
    model: str | None


class SourceBody(Body):
    """A page the model looked at, to be shown with the picture and linked as it is."""

    uri: str
    title: str
    domain: str
    kind: Literal["web", "image"]


class RevisionBody(Body):
    """The same picture with other words."""

    id: str
    revises: str
    locale: str | None
    headline: str | None
    url: str
    created_at: datetime


class RenderBody(Body):
    id: str
    job_id: str
    variant: int
    asset_id: str
    url: str
    files: dict[str, str]
    width: int
    height: int
    bytes: int
    score: float | None
    checks: dict[str, Any]
    notes: list[str]
    model: str | None
    service: str | None
    scene: str | None
    seed: int | None
    provenance: dict[str, Any]
    origin: OriginBody
    sources: list[SourceBody]
    search_suggestions: str | None = Field(
        description="HTML of the search provider that has to be shown beside a picture made with a search; sandbox it."
    )
    parent_id: str | None = Field(description="The render this one changes.")
    editable: bool = Field(description="Whether a model can be told to change it.")
    original_id: str = Field(description="The picture as its job made it.")
    revises: str | None = Field(description="The render whose words this one changes.")
    locale: str | None
    selected: bool = Field(description="The chosen one of its project.")
    pinned: bool
    likeness: LikenessPage | None = Field(
        description="The face against the selfies; null for pictures made before receipts were."
    )
    decency: DecencyPage = Field(
        description="Whether it, or what it shows, is decent; `unchecked` where nothing looked."
    )
    disclosure: Decision | None = Field(description="Whether it says visibly that AI made it, and why.")
    revisions: list[RevisionBody] = Field(description="Every one of this picture, oldest first.")
    created_at: datetime
    links: dict[str, str]


def render_body(render: Render) -> RenderBody:
    meta = render.meta
    editable = meta.get("draws") == "picture" and bool(meta.get("picture_key"))
    found: list[dict[str, Any]] = meta.get("sources") or []
    return RenderBody(
        id=render.id,
        job_id=render.job_id,
        variant=render.variant,
        asset_id=render.asset_id,
        width=render.width,
        height=render.height,
        bytes=render.bytes,
        created_at=render.created_at,
        url=asset_url(render.asset_id),
        files={kind: asset_url(render.asset_id, kind) for kind in meta.get("files", {})},
        score=meta.get("score"),
        checks=meta.get("checks") or {},
        notes=meta.get("notes") or [],
        model=meta.get("model"),
        service=meta.get("service"),
        scene=meta.get("scene"),
        seed=meta.get("seed"),
        provenance=meta.get("provenance") or {},
        origin=origin_of(meta),
        sources=[_source(source) for source in found if source.get("kind") != "suggestions"],
        search_suggestions=next((one.get("html") for one in found if one.get("kind") == "suggestions"), None),
        parent_id=meta.get("parent"),
        editable=editable,
        original_id=render.original_id or render.id,
        revises=render.from_id,
        locale=render.locale or None,
        selected=render.selected,
        pinned=render.pinned,
        likeness=LikenessPage.model_validate(meta["likeness"]) if meta.get("likeness") else None,
        decency=DecencyPage.model_validate(meta.get("decency") or {}),
        disclosure=Decision.model_validate(meta["disclosure"]) if meta.get("disclosure") else None,
        revisions=[_revision(one) for one in render.revisions],
        links=_links(render.id, editable=editable),
    )


def _links(render_id: str, *, editable: bool) -> dict[str, str]:
    here = f"/renders/{render_id}"
    found = {"self": here, **{verb: f"{here}/{verb}" for verb in ("text", "locales", "export", "select")}}
    return found | ({"edit": f"{here}/edit"} if editable else {})


def _revision(one: Revision) -> RevisionBody:
    return RevisionBody(
        id=one.id,
        revises=one.from_id,
        locale=one.locale or None,
        headline=(one.words or {}).get("headline"),
        url=asset_url(one.asset_id),
        created_at=one.created_at,
    )


def origin_of(meta: Mapping[str, Any]) -> OriginBody:
    """From what the generator said of its picture. Without a word on it, a drawn face is a generated one."""
    said: dict[str, Any] = meta.get("provenance") or {}
    drawn = meta.get("draws") == "picture"
    return OriginBody(
        ai_generated=drawn,
        face="generated" if drawn else "photographed",
        watermark=said.get("watermark"),
        content_credentials="none" if said.get("c2pa", "none") == "none" else "lost",
        provider=said.get("provider"),
        model=meta.get("model"),
    )


def _source(source: Mapping[str, Any]) -> SourceBody:
    fields = ("uri", "title", "domain")
    kind = "image" if source.get("kind") == "image" else "web"
    return SourceBody(**{field: source.get(field) or "" for field in fields}, kind=kind)
