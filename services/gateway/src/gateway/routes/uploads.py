import hashlib
from typing import Any

from fastapi import APIRouter, Request, Response

from common.ids import new_id
from common.ticket import Reference
from gateway.bodies import UploadBody, upload_body
from gateway.deps import Gateway, Person, Ports
from gateway.faces import inspect
from gateway.intake import Picture
from gateway.multipart import read_upload
from gateway.store.rows import Asset, Idempotency, Made

router = APIRouter(tags=["uploads"])

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "JPEG, PNG, WebP, HEIC or AVIF."},
                        "consent_id": {"type": "string", "description": "When it is not the account's consent."},
                    },
                }
            }
        },
    }
}


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


def once_for(request: Request, data: bytes) -> Idempotency:
    key = request.headers.get("idempotency-key")
    return Idempotency(key, hashlib.sha256(b"selfie\n" + data).hexdigest()) if key else Idempotency()


async def keep(ports: Gateway, user: str, picture: Picture, consent_id: str, once: Idempotency) -> Made[Asset]:
    """Store the bytes, then the row: a row never points at nothing."""
    asset_id = new_id("ast")
    key = f"uploads/{user}/{asset_id}.jpg"
    await ports.blobs.put(key, picture.data)
    selfie = Reference(asset_id=asset_id, key=key, width=picture.width, height=picture.height)
    face = await inspect(ports.bus, selfie)
    row = {
        "id": asset_id,
        "type": "selfie",
        "path": key,
        "width": picture.width,
        "height": picture.height,
        "md5": picture.md5,
        "bytes": len(picture.data),
        "media_type": "image/jpeg",
        "consent_id": consent_id,
        "meta": {"sha256": picture.sha256, "face": face.model_dump(mode="json")},
    }
    made = await ports.store.assets.create(user, row, once)
    if made.replayed:
        await ports.blobs.delete(key)
    return made
