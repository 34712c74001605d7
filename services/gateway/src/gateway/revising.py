"""Other words on a finished picture: a revision beside it, drawn while somebody waits, for nothing.

The picture stays to the pixel, the old render stays too. Words pass the same rules as those of a brief.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from common.blobs import Blobs
from common.brief import Brief, Disclosure
from common.bus import Bus
from common.catalog import PLATFORMS
from common.disclosure import Decision, decide, made_of
from common.errors import Code, PermanentError, ThumbworksError
from common.finishing import RenderReply, RenderRequest, Words, WordStyle
from common.ids import new_id
from common.layout import LayoutSpec, Role, TextLayer
from gateway.answers import understood
from gateway.easel import draw
from gateway.policy import Said
from gateway.policy.gate import is_strict
from gateway.store.renders import Made

MOST_LOCALES = 12
_ALREADY_WORDS = frozenset({Code.TEXT_DOES_NOT_FIT, Code.TEXT_HAS_NO_GLYPHS})

Locale = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TextBody(_Asked):
    """What to change. Everything else stays as it is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"headline": "NEVER AGAIN"}})

    headline: str | None = Field(default=None, description="By the rules of a brief's headline.")
    subtext: str | None = Field(default=None, description="Up to ten words; empty takes it away.")
    style: WordStyle = WordStyle()
    disclosure: Disclosure | None = Field(default=None, description="The visible AI label: auto, on or off.")


class LocaleWords(_Asked):
    headline: str
    subtext: str = Field(default="", description="Left out, there is none: languages are not mixed.")


class LocalesBody(_Asked):
    """The same picture in many languages, by BCP 47 tag. Right-to-left, Indic and CJK scripts are shaped and broken."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"locales": {"de": {"headline": "HÖR AUF"}, "ar": {"headline": "توقف عن هذا"}}}},
    )

    locales: dict[Locale, LocaleWords] = Field(min_length=1, max_length=MOST_LOCALES)
    style: WordStyle = WordStyle()


def words_said(body: TextBody | LocalesBody) -> list[Said]:
    """The words that are to be set, for the safety gate."""
    if isinstance(body, TextBody):
        return [Said("/headline", body.headline or ""), Said("/subtext", body.subtext or "")]
    return [
        Said(f"/locales/{locale}/{name}", text)
        for locale, words in body.locales.items()
        for name, text in words.model_dump().items()
    ]


def pieces_of(body: TextBody | LocalesBody) -> int:
    """How many pictures it makes."""
    return 1 if isinstance(body, TextBody) else len(body.locales)


def keeps_strict(parent: Made) -> bool:
    return is_strict(Brief.model_validate(parent.brief))


@dataclass(frozen=True)
class RevisionDesk:
    bus: Bus
    blobs: Blobs

    async def retype(self, parent: Made, body: TextBody) -> list[dict[str, Any]]:
        """The one new row. Raises what a brief's words may raise, `text_does_not_fit`, `edit_unavailable`."""
        said = body.model_dump(include={"headline", "subtext"}, exclude_none=True)
        brief = understood({**parent.brief, **said}) if said else None
        words = None
        if brief or body.style.model_fields_set:
            words = Words(
                headline=brief.headline if brief and body.headline is not None else None,
                subtext=brief.subtext if brief and body.subtext is not None else None,
                style=body.style,
            )
        decision = decision_for(parent, body.disclosure) if body.disclosure else None
        return [await self._revised(parent, await self.spec(parent), words, decision)]

    async def translate(self, parent: Made, body: LocalesBody) -> list[dict[str, Any]]:
        """A row per language, all or none."""
        briefs = {
            locale: understood({**parent.brief, **words.model_dump()}, "locales", locale)
            for locale, words in body.locales.items()
        }
        spec = await self.spec(parent)
        asked = {
            locale: Words(headline=brief.headline, subtext=brief.subtext, style=body.style)
            for locale, brief in briefs.items()
        }
        drawn = [self._in_locale(parent, spec, locale, words) for locale, words in asked.items()]
        return list(await asyncio.gather(*drawn))

    async def _in_locale(self, parent: Made, spec: LayoutSpec, locale: str, words: Words) -> dict[str, Any]:
        """Raises with the language at fault."""
        try:
            return await self._revised(parent, spec, words, None, locale)
        except ThumbworksError as error:
            if error.code not in _ALREADY_WORDS:
                raise
            place = {"pointer": f"/locales/{locale}/headline", "detail": error.message, "code": error.code}
            raise PermanentError(error.code, f"{locale}: {error.message}", errors=[place]) from error

    async def spec(self, parent: Made) -> LayoutSpec:
        """Raises `edit_unavailable` where no layout was stored."""
        return await spec_of(self.blobs, parent)

    async def _revised(
        self, parent: Made, spec: LayoutSpec, words: Words | None, decision: Decision | None, locale: str = ""
    ) -> dict[str, Any]:
        new, brief, render = new_id("rnd"), Brief.model_validate(parent.brief), parent.render
        request = RenderRequest(
            spec=spec,
            prefix=f"jobs/{render.job_id}/renders/{render.variant}-{new}",
            max_bytes=budget(brief, spec),
            platform=brief.platform,
            reserve_overlays=brief.reserve_overlays,
            words=words,
            label=decision.shown if decision else None,
        )
        return row_of(parent, new, await draw(self.bus, request), decision, locale)


async def spec_of(blobs: Blobs, made: Made) -> LayoutSpec:
    files: dict[str, str] = made.render.meta.get("files") or {}
    if "json" not in files:
        raise PermanentError(Code.EDIT_UNAVAILABLE, "No layout was kept for that picture.")
    return LayoutSpec.model_validate_json(await blobs.get(files["json"]))


def budget(brief: Brief, spec: LayoutSpec) -> int:
    """The platform's bytes at its own pixels, in proportion above them."""
    own = brief.canvas
    return round(PLATFORMS[brief.platform].max_bytes * max(1.0, spec.canvas.w * spec.canvas.h / (own.w * own.h)))


def decision_for(parent: Made, choice: Disclosure) -> Decision:
    meta = parent.render.meta
    return decide(choice, made_of(meta.get("draws"), meta.get("provenance") or {}), datetime.now(UTC).date())


def row_of(parent: Made, new: str, reply: RenderReply, decision: Decision | None, locale: str) -> dict[str, Any]:
    """What is written of a revision: the parent's meta with what has changed."""
    chosen = decision.model_dump() if decision else None
    meta: Mapping[str, Any] = {
        **parent.render.meta,
        "files": reply.files,
        "bytes": reply.bytes,
        "score": reply.score,
        "checks": reply.checks,
        "notes": reply.notes,
        "words": words_in(reply.spec),
        **({"disclosure": chosen} if chosen else {}),
    }
    return {
        "id": new,
        "from_id": parent.render.id,
        "asset_id": new_id("ast"),
        "path": reply.files["png"],
        "width": reply.spec.canvas.w,
        "height": reply.spec.canvas.h,
        "bytes": reply.bytes["png"],
        "media_type": "image/png",
        "locale": locale or parent.render.locale,
        "meta": meta,
        "thumbnail_path": reply.files["preview"],
        "choice": chosen,
    }


def words_in(spec: LayoutSpec) -> dict[str, str]:
    """Headline and subtext as they stand; a headline in two blocks is one, and where a model drew it there is none."""
    texts = [layer for layer in spec.layers if isinstance(layer, TextLayer)]
    found = {role: " ".join(one.content for one in texts if one.role is role) for role in (Role.HEADLINE, Role.SUBTEXT)}
    return {role.value: words for role, words in found.items() if words or role is Role.SUBTEXT}
