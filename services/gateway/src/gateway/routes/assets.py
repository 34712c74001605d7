import hashlib
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import RedirectResponse

from common.errors import Code, PermanentError
from gateway.bodies import AssetBody, asset_body
from gateway.deps import Person, Ports
from gateway.store.rows import Asset
from gateway.tags import UNCHANGED, is_known

router = APIRouter(tags=["assets"])

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "json": "application/json",
    "psd": "image/vnd.adobe.photoshop",
}
JSON = "application/json"
SELFIE_SECONDS = 300
RENDER_SECONDS = 900

Format = Annotated[
    str | None,
    Query(
        alias="format", max_length=20, description="png, jpg, json or preview, of a render; plate, of a copy target."
    ),
]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/*": {}, "application/json": {}}, "description": "The file, or its description."},
    302: {"description": "Where the store itself serves the file for a few minutes."},
    **UNCHANGED,
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
    if kind is None and wants_json(accept):
        return asset_body(asset)
    key = key_of(asset, kind)
    headers = headers_of(asset, key)
    if is_known(headers["etag"], if_none_match):
        return Response(status_code=304, headers=headers)
    seconds = RENDER_SECONDS if asset.type == "render" else SELFIE_SECONDS
    if link := await ports.blobs.link(key, seconds):
        return RedirectResponse(link, 302, headers={"cache-control": "private, no-store"})
    return Response(await ports.blobs.get(key), media_type=media_type_of(key), headers=headers)


@router.head("/{asset_id}", response_model=None, responses={200: _ANSWERS[200], 304: _ANSWERS[304]})
async def look_up_asset(
    asset_id: str,
    person: Person,
    ports: Ports,
    kind: Format = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Whether the picture is there, how long it is and what it would be sent as. Nothing is sent, or signed."""
    asset = await ports.store.assets.get(asset_id, person.user_id)
    key = key_of(asset, kind)
    headers = headers_of(asset, key)
    if is_known(headers["etag"], if_none_match):
        return Response(status_code=304, headers=headers)
    if (size := await ports.blobs.size(key)) is None:
        raise PermanentError(Code.ASSET_MISSING)
    return Response(media_type=media_type_of(key), headers=headers | {"content-length": str(size)})


@router.post("/{asset_id}/pin")
async def pin_asset(asset_id: str, person: Person, ports: Ports) -> AssetBody:
    """Keep it: originals are swept after 30 days unless they are pinned. A selfie needs a consent given since."""
    return asset_body(await ports.store.assets.pin(asset_id, person.user_id, pinned=True))


@router.delete("/{asset_id}/pin")
async def unpin_asset(asset_id: str, person: Person, ports: Ports) -> AssetBody:
    """Let it go when its time is over."""
    return asset_body(await ports.store.assets.pin(asset_id, person.user_id, pinned=False))


def wants_json(accept: str) -> bool:
    """Whether JSON is preferred to any picture: by weight, and the first named where weights are the same."""
    weights: dict[str, float] = {}
    for one in accept.lower().split(","):
        kind, *parameters = (part.strip() for part in one.split(";"))
        weights.setdefault(kind.partition("/")[0] if kind != JSON else kind, _weight(parameters))
    wanted = max(weights, key=lambda kind: weights[kind])
    return wanted == JSON and weights[JSON] > 0


def _weight(parameters: list[str]) -> float:
    given = next((one.partition("=")[2] for one in parameters if one.startswith("q=")), "1")
    try:
        return float(given)
    except ValueError:
        return 0.0


def key_of(asset: Asset, kind: str | None) -> str:
    """The blob of an asset, or of one of its other formats. Raises `not_found`, `asset_purged`."""
    if asset.purged_at:
        raise PermanentError(Code.ASSET_PURGED)
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
