import hashlib
from typing import Any

from fastapi import APIRouter, Request, Response

from common.brief import tidy_text
from common.ids import new_id
from common.ticket import Reference
from gateway.bodies import AssetBody, UploadBody, asset_body, upload_body
from gateway.deps import Gateway, Person, Ports
from gateway.faces import inspect
from gateway.intake import Picture
from gateway.multipart import read_upload
from gateway.store.rows import Asset, Idempotency, Made

router = APIRouter(tags=["uploads"])

MAX_LABEL_LETTERS = 200


def _form(field: str, description: str) -> dict[str, Any]:
    """A multipart body of a picture and one small field, for the documents."""
    file = {"type": "string", "format": "binary", "description": "JPEG, PNG, WebP, HEIC or AVIF."}
    properties = {"file": file, field: {"type": "string", "description": description}}
    schema = {"type": "object", "required": ["file"], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


_FORM = _form("consent_id", "When it is not the account's consent.")
_REFERENCE_FORM = _form("label", "What it shows, in a few words.")


@router.post("/upload/selfie", status_code=201, openapi_extra=_FORM)
async def upload_selfie(request: Request, response: Response, person: Person, ports: Ports) -> UploadBody:
    """Take a selfie in: decoded under limits, upright, sRGB, every trace of metadata gone, its face looked at.

    A picture whose face cannot be used is kept and says so (`usable`, `code`).
    """
    upload = await read_upload(request)
    consent = await ports.store.people.must_consent(person.user_id, upload.fields.get("consent_id"))
    picture = await ports.intake.normalize(upload.data)
    made = await keep(ports, person.user_id, picture, consent.id, once_for(request, upload.data))
    response.headers["location"] = f"/assets/{made.thing.id}"
    if made.replayed:
        response.headers["idempotency-replayed"] = "true"
    return upload_body(made.thing)


@router.post("/upload/reference", status_code=201, openapi_extra=_REFERENCE_FORM)
async def upload_reference(request: Request, response: Response, person: Person, ports: Ports) -> AssetBody:
    """Take in a picture to look at: a style to follow, a thing to show, or the mask of an edit. Never used as a face.

    Decoded under limits, upright, sRGB, every trace of metadata gone.
    """
    upload = await read_upload(request)
    label = tidy_text(upload.fields.get("label", ""))[:MAX_LABEL_LETTERS]
    picture = await ports.intake.normalize(upload.data)
    once = once_for(request, upload.data, f"reference {label}")
    asset_id = new_id("ast")
    key = f"uploads/{person.user_id}/{asset_id}.jpg"
    await ports.blobs.put(key, picture.data)
    row = row_of(asset_id, "ref", key, picture) | {"meta": {"sha256": picture.sha256, "label": label}}
    made = await ports.store.assets.create(person.user_id, row, once)
    if made.replayed:
        await ports.blobs.delete(key)
        response.headers["idempotency-replayed"] = "true"
    response.headers["location"] = f"/assets/{made.thing.id}"
    return asset_body(made.thing)


def once_for(request: Request, data: bytes, what: str = "selfie") -> Idempotency:
    key = request.headers.get("idempotency-key")
    return Idempotency(key, hashlib.sha256(f"{what}\n".encode() + data).hexdigest()) if key else Idempotency()


def row_of(asset_id: str, kind: str, key: str, picture: Picture) -> dict[str, Any]:
    return {
        "id": asset_id,
        "type": kind,
        "path": key,
        "width": picture.width,
        "height": picture.height,
        "md5": picture.md5,
        "bytes": len(picture.data),
        "media_type": "image/jpeg",
    }


async def keep(ports: Gateway, user: str, picture: Picture, consent_id: str, once: Idempotency) -> Made[Asset]:
    """Store the bytes, then the row: a row never points at nothing."""
    asset_id = new_id("ast")
    key = f"uploads/{user}/{asset_id}.jpg"
    await ports.blobs.put(key, picture.data)
    selfie = Reference(asset_id=asset_id, key=key, width=picture.width, height=picture.height)
    face = await inspect(ports.bus, selfie)
    row = row_of(asset_id, "selfie", key, picture) | {
        "consent_id": consent_id,
        "meta": {"sha256": picture.sha256, "face": face.model_dump(mode="json")},
    }
    made = await ports.store.assets.create(user, row, once)
    if made.replayed:
        await ports.blobs.delete(key)
    return made
