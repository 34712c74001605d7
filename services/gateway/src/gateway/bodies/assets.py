import time
from datetime import datetime
from typing import Any

from pydantic import Field

from common.ages import AgeVerdict
from common.blobs import ObjectBlobs
from common.decency import DecencyPage
from common.inspiration import Inspiration
from common.screening import Screened
from gateway.bodies.body import Body
from gateway.faces import FaceVerdict
from gateway.frames import asset_url
from gateway.incoming import UploadLinks
from gateway.store.rows import Asset, Upload


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
    label: str = ""
    filename: str = Field(default="", description="As its owner called it.")
    inspiration: Inspiration | None = Field(default=None, description="Colors and composition, where it has a style.")
    faces_hidden: bool | None = Field(
        default=None, description="Of what a model may be shown: whether the version without faces is there."
    )
    decency: DecencyPage = Field(default=DecencyPage(), description="`unchecked` where nothing could look at it.")
    age: AgeVerdict | None = Field(
        default=None, description="Of a selfie: whether it may show a child. No age is kept."
    )
    pinned: bool = Field(default=False, description="Kept when originals are swept.")
    purged_at: datetime | None = Field(default=None, description="When its file was swept; the entry stays.")
    organisation_id: str | None = Field(default=None, description="Who sees and uses it beside its owner.")


class DirectUpload(Body):
    """One request that sends the file, with nothing else in it."""

    method: str
    url: str = Field(description="Of the store, or a path of this API. Good until `expires_at`; needs no token.")
    headers: dict[str, str]


class SlotBody(Body):
    """Where an announced file goes."""

    asset_id: str
    upload: DirectUpload
    expires_at: datetime
    complete: str = Field(description="To be called when the file is there.")


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


async def slot_body(upload: Upload, blobs: ObjectBlobs, links: UploadLinks) -> SlotBody:
    """A repeated announcement gets a link for the time that is left."""
    expires = int(upload.expires_at.timestamp())
    seconds = max(1, expires - int(time.time()))
    url, headers = await blobs.upload_link(upload.path, seconds) or (links.sign(upload.id, upload.bytes, expires), {})
    return SlotBody(
        asset_id=upload.id,
        upload=DirectUpload(method="PUT", url=url, headers={"content-type": upload.media_type} | headers),
        expires_at=upload.expires_at,
        complete=f"/assets/{upload.id}/complete",
    )


def _of_asset(asset: Asset) -> dict[str, Any]:
    face, found = asset.meta.get("face"), Screened.model_validate(asset.meta.get("screened") or {})
    known = {"id", "type", "width", "height", "bytes", "media_type", "md5", "created_at", "purged_at"}
    return asset.model_dump(include=known) | {
        "url": asset_url(asset.id),
        "organisation_id": asset.organisation_id,
        "pinned": asset.pinned_at is not None,
        "files": {kind: asset_url(asset.id, kind) for kind in asset.meta.get("files", {})},
        "label": asset.meta.get("label", ""),
        "filename": asset.meta.get("filename", ""),
        "inspiration": asset.meta.get("inspiration"),
        "faces_hidden": bool(asset.meta.get("masked")) if asset.type in {"ref", "copy_target"} else None,
        "face": FaceVerdict.model_validate(face) if face else None,
        "decency": found.decency,
        "age": found.age if asset.type == "selfie" else None,
    }
