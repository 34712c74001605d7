import hashlib
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import RedirectResponse

from common.errors import Code, PermanentError
from gateway.bodies import AssetBody, asset_body
from gateway.deps import Person, Ports
from gateway.store.rows import Asset

router = APIRouter(tags=["assets"])

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "json": "application/json",
    "psd": "image/vnd.adobe.photoshop",
}
SELFIE_SECONDS = 300
RENDER_SECONDS = 900

Format = Annotated[
    str | None, Query(alias="format", max_length=20, description="png, jpg, json or preview, of a render.")
]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/*": {}, "application/json": {}}, "description": "The file, or its description."},
    302: {"description": "Where the store itself serves the file for a few minutes."},
    304: {"description": "What you have is still right."},
}


@router.get("/{asset_id}", response_model=AssetBody, responses=_ANSWERS)
async def read_asset(
    asset_id: str,
    person: Person,
    ports: Ports,
    kind: Format = None,
    accept: Annotated[str, Header()] = "*/*",
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response | AssetBody:
    """A picture of yours. With `Accept: application/json`, what is known of it instead."""
    asset = await ports.store.assets.get(asset_id, person.user_id)
    if kind is None and accept.partition(",")[0].partition(";")[0].strip() == "application/json":
        return asset_body(asset)
    key = key_of(asset, kind)
    headers = headers_of(asset, key)
    if if_none_match and headers["etag"] in (tag.strip() for tag in if_none_match.split(",")):
        return Response(status_code=304, headers=headers)
    seconds = RENDER_SECONDS if asset.type == "render" else SELFIE_SECONDS
    if link := await ports.blobs.link(key, seconds):
        return RedirectResponse(link, 302, headers={"cache-control": "private, no-store"})
    return Response(await ports.blobs.get(key), media_type=media_type_of(key), headers=headers)


@router.post("/{asset_id}/pin")
async def pin_asset(asset_id: str, person: Person, ports: Ports) -> AssetBody:
    """Keep it: originals are swept after 30 days unless they are pinned. A selfie needs a consent given since."""
    return asset_body(await ports.store.assets.pin(asset_id, person.user_id, pinned=True))


@router.delete("/{asset_id}/pin")
async def unpin_asset(asset_id: str, person: Person, ports: Ports) -> AssetBody:
    """Let it go when its time is over."""
    return asset_body(await ports.store.assets.pin(asset_id, person.user_id, pinned=False))


def key_of(asset: Asset, kind: str | None) -> str:
    """The blob of an asset, or of one of its other formats. Raises `not_found`."""
    if kind is None:
        return asset.path
    files: dict[str, str] = asset.meta.get("files") or {}
    if kind not in files:
        raise PermanentError(Code.NOT_FOUND)
    return files[kind]


def headers_of(asset: Asset, key: str) -> dict[str, str]:
    return {
        "etag": tag_of(asset, key),
        "last-modified": format_datetime(asset.created_at, usegmt=True),
        "cache-control": "private, max-age=3600",
        "vary": "Accept, Authorization",
    }


def tag_of(asset: Asset, key: str) -> str:
    """A key is written once per attempt, so key and time are as good a tag as the bytes, and need not be read."""
    digest = hashlib.sha256(f"{key} {asset.created_at.isoformat()}".encode()).hexdigest()
    return f'"{digest[:32]}"'


def media_type_of(key: str) -> str:
    return MEDIA_TYPES.get(key.rpartition(".")[2].lower(), "application/octet-stream")
