"""Files to take away from a finished picture: which sizes, which formats, which languages, and what they are called."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from common.blobs import Blobs
from common.brief import Brief
from common.catalog import PLATFORMS, PlatformName, Size, check_custom_size
from common.errors import Code, PermanentError
from common.finishing import MOST_FILES, MOST_PICTURES, ExportKind, ExportPicture, ExportRequest, ExportTarget
from common.ids import new_id
from gateway.revising import spec_of, words_in
from gateway.store import Store
from gateway.store.renders import Made

MOST_SIZES = 16
ALL = "all"
# What people call the platforms besides.
PLATFORM_ALIASES: dict[str, PlatformName] = {
    "instagram": PlatformName.INSTAGRAM_POST,
    "shorts": PlatformName.REELS,
    "x": PlatformName.X_HEADER,
    "twitter": PlatformName.X_HEADER,
    "whatsapp": PlatformName.WHATSAPP_BANNER,
}
_SIZE = re.compile(r"(?:(?P<platform>[a-z-]+):)?(?P<w>\d{1,5})x(?P<h>\d{1,5})")
_NO_PSD = "Layered PSD files are not made yet; ask for png, jpg, webp or json, the layout with its live text."


class ExportBody(BaseModel):
    """Left empty, it is the picture as it is, as PNG."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"formats": ["png", "jpg"], "sizes": ["youtube", "reels", "1600x900"]}},
    )

    formats: tuple[Literal["png", "jpg", "webp", "json", "psd"], ...] = Field(
        default=("png",), min_length=1, max_length=5
    )
    sizes: tuple[str, ...] = Field(
        default=(),
        max_length=MOST_SIZES,
        description="A platform, `platform:WxH`, `WxH` for a size of your own, or all. Left out: the size it has.",
    )
    locales: bool | tuple[str, ...] = Field(
        default=False, description="The languages made of it: true for all of them."
    )
    zip: bool = Field(default=False, description="A zip with a manifest, for a single file too.")


async def export_request(store: Store, blobs: Blobs, user: str, made: Made, body: ExportBody) -> ExportRequest:
    """Raises `option_unavailable`, `unknown_platform`, `size_out_of_range`, `not_found`, `payload_too_large`."""
    formats, targets = formats_of(body), targets_of(made, body.sizes)
    pictures = [await _picture(blobs, one) for one in await _in_languages(store, user, made, body.locales)]
    request = ExportRequest(
        pictures=tuple(pictures),
        targets=targets,
        formats=formats,
        key=f"jobs/{made.render.job_id}/exports/{new_id('rnd')}",
        zipped=body.zip,
        reserve_overlays=bool(made.brief.get("reserve_overlays", True)),
        about={"render": made.render.id, "project": made.render.project_id, "made_at": datetime.now(UTC).isoformat()},
    )
    if request.count > MOST_FILES:
        message = f"That is {request.count} files; at most {MOST_FILES} at once. Ask for fewer sizes or formats."
        raise PermanentError(Code.PAYLOAD_TOO_LARGE, message)
    return request


def formats_of(body: ExportBody) -> tuple[ExportKind, ...]:
    found: list[ExportKind] = []
    for place, kind in enumerate(body.formats):
        if kind == "psd":
            raise PermanentError(
                Code.OPTION_UNAVAILABLE, _NO_PSD, errors=[{"pointer": f"/formats/{place}", "detail": _NO_PSD}]
            )
        if kind not in found:
            found.append(kind)
    return tuple(found)


def targets_of(made: Made, sizes: Sequence[str]) -> tuple[ExportTarget, ...]:
    """Each once, in the order asked for."""
    own = _own(made)
    if not sizes:
        return (own,)
    asked = [target for place, name in enumerate(sizes) for target in _named(name.strip().lower(), place)]
    here = [own if (one.platform, one.canvas) == (own.platform, own.canvas) else one for one in asked]
    return tuple(dict.fromkeys(here))


def _own(made: Made) -> ExportTarget:
    platform = Brief.model_validate(made.brief).platform
    return ExportTarget(platform=platform, canvas=Size(w=made.render.width, h=made.render.height), own=True)


def _named(name: str, place: int) -> list[ExportTarget]:
    if name == ALL:
        return [ExportTarget(platform=kind, canvas=size) for kind, row in PLATFORMS.items() for size in row.sizes]
    found = _SIZE.fullmatch(name)
    if found is None:
        row = PLATFORMS[platform := _platform(name, place)]
        if not row.sizes:
            raise _refused(Code.SIZE_OUT_OF_RANGE, "A size of your own is written as WxH, such as 1600x900.", place)
        return [ExportTarget(platform=platform, canvas=row.sizes[0])]
    canvas = Size(w=int(found["w"]), h=int(found["h"]))
    platform = _platform(found["platform"], place) if found["platform"] else PlatformName.CUSTOM
    _must_be_made(platform, canvas, place)
    return [ExportTarget(platform=platform, canvas=canvas)]


def _platform(name: str, place: int) -> PlatformName:
    if name in PLATFORM_ALIASES:
        return PLATFORM_ALIASES[name]
    if name not in PLATFORMS:
        message = f"There is no size {name!r}; use {', '.join(PLATFORMS)}, WxH or all."
        raise _refused(Code.UNKNOWN_PLATFORM, message, place)
    return PlatformName(name)


def _must_be_made(platform: PlatformName, canvas: Size, place: int) -> None:
    if platform is not PlatformName.CUSTOM:
        if canvas not in (allowed := PLATFORMS[platform].sizes):
            sizes = " or ".join(map(str, allowed))
            raise _refused(Code.SIZE_OUT_OF_RANGE, f"{platform.value} is made at {sizes}.", place)
        return
    try:
        check_custom_size(canvas)
    except PydanticCustomError as error:
        raise _refused(Code.SIZE_OUT_OF_RANGE, error.message(), place) from error


def _refused(code: Code, message: str, place: int) -> PermanentError:
    return PermanentError(code, message, errors=[{"pointer": f"/sizes/{place}", "detail": message, "code": code}])


async def _in_languages(store: Store, user: str, made: Made, wanted: bool | tuple[str, ...]) -> list[Made]:  # noqa: FBT001 - the API's own
    """The picture itself, or the newest revision of each language that was made of it (true: and itself)."""
    newest = {one.locale: one.id for one in made.render.revisions if one.locale}
    if wanted is False or wanted == ():
        return [made]
    missing = [] if wanted is True else [name for name in wanted if name not in newest]
    if missing:
        raise PermanentError(Code.NOT_FOUND, f"There are no words in {', '.join(missing)} yet.")
    ids = list(newest.values()) if wanted is True else [newest[name] for name in dict.fromkeys(wanted)]
    if len(ids) >= MOST_PICTURES:
        raise PermanentError(Code.PAYLOAD_TOO_LARGE, f"At most {MOST_PICTURES - 1} languages at once.")
    itself = [made] if wanted is True and made.render.id not in ids else []
    return [*itself, *[await store.renders.get(one, user) for one in ids]]


async def _picture(blobs: Blobs, made: Made) -> ExportPicture:
    spec, meta, render = await spec_of(blobs, made), made.render.meta, made.render
    about: dict[str, Any] = {"render": render.id, "locale": render.locale, **words_in(spec)}
    about |= {"model": meta.get("model"), "disclosure": meta.get("disclosure"), "provenance": meta.get("provenance")}
    return ExportPicture(name=file_name(about.get("headline", "")), folder=render.locale, spec=spec, about=about)


def file_name(headline: str) -> str:
    """Small letters, digits and hyphens; words in other scripts have no such name."""
    plain = unicodedata.normalize("NFKD", headline).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-") or "thumbnail"
