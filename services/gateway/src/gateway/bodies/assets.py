from datetime import datetime
from typing import Any

from pydantic import Field

from gateway.bodies.body import Body
from gateway.faces import FaceVerdict
from gateway.frames import asset_url
from gateway.store.rows import Asset


class AssetBody(Body):
    id: str
    type: str
    width: int
    height: int
    bytes: int
    media_type: str
    md5: str | None
    created_at: datetime
    url: str
    files: dict[str, str] = Field(default_factory=dict[str, str], description="Other formats of the same picture.")
    face: FaceVerdict | None = None
    pinned: bool = Field(default=False, description="Kept when originals are swept.")


class UploadBody(AssetBody):
    asset_id: str
    usable: bool | None = Field(description="Null while the face has not been looked at.")
    code: str | None = Field(description="Why it is not usable.")


def asset_body(asset: Asset) -> AssetBody:
    return AssetBody(**_of_asset(asset))


def upload_body(asset: Asset) -> UploadBody:
    fields = _of_asset(asset)
    face: FaceVerdict = fields["face"] or FaceVerdict()
    return UploadBody(**fields, asset_id=asset.id, usable=face.usable, code=face.code)


def _of_asset(asset: Asset) -> dict[str, Any]:
    face = asset.meta.get("face")
    return asset.model_dump(include={"id", "type", "width", "height", "bytes", "media_type", "md5", "created_at"}) | {
        "url": asset_url(asset.id),
        "pinned": asset.pinned_at is not None,
        "files": {kind: asset_url(asset.id, kind) for kind in asset.meta.get("files", {})},
        "face": FaceVerdict.model_validate(face) if face else None,
    }
