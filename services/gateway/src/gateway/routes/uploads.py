from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.errors import Code, PermanentError
from gateway.announcing import Announcement, announce, bare_name, tidy_label
from gateway.arriving import Arrival, Kind, take_in
from gateway.auth import Principal
from gateway.bodies import SlotBody, UploadBody, slot_body, upload_body
from gateway.deps import Claiming, Gateway, OnceLater, Person, Ports
from gateway.linking import fetch
from gateway.multipart import read_upload
from gateway.screening import NOT_ATTESTED, row
from gateway.store.rows import Idempotency

router = APIRouter(tags=["uploads"])

WORDINGS = {
    "2026-11": "I made that picture, or I am allowed to use it as a model for pictures of my own.",
}
CURRENT = "2026-11"
_JSON = "application/json"

Form = TypeVar("Form", bound=BaseModel)


class _Target(BaseModel):
    """A copy target by its address."""

    model_config = ConfigDict(extra="forbid")

    from_url: str = Field(min_length=1, max_length=2_000)
    rights_attestation: str | bool | None = None


def _form(field: str, description: str) -> dict[str, Any]:
    """A multipart body of a picture and one small field, or an announcement, for the documents."""
    file = {"type": "string", "format": "binary", "description": "JPEG, PNG, WebP, HEIC or AVIF."}
    properties = {"file": file, field: {"type": "string", "description": description}}
    schema = {"type": "object", "required": ["file"], "properties": properties}
    told = Announcement.model_json_schema()
    content = {"multipart/form-data": {"schema": schema}, _JSON: {"schema": told}}
    return {"requestBody": {"required": True, "content": content}}


@router.post("/upload/selfie", status_code=201, openapi_extra=_form("consent_id", "When it is not the account's."))
async def upload_selfie(
    request: Request, response: Response, person: Person, ports: Ports, key: OnceLater
) -> UploadBody | SlotBody:
    """Take a selfie in: decoded under limits, upright, sRGB, every trace of metadata gone, its face looked at.

    A picture whose face cannot be used is kept and says so (`usable`, `code`). Sent as JSON, it is an announcement: the
    answer says where to put the file, and `POST /assets/{id}/complete` takes it in.
    """
    return await receive(request, response, person, ports, key, "selfie")


@router.post("/upload/reference", status_code=201, openapi_extra=_form("label", "What it shows, in a few words."))
async def upload_reference(
    request: Request, response: Response, person: Person, ports: Ports, key: OnceLater
) -> UploadBody | SlotBody:
    """Take in a picture to look at: a style to follow, a thing to show, or the mask of an edit. Never used as a face.

    Decoded under limits, upright, sRGB, every trace of metadata gone; its colors and composition are measured, and a
    version without faces is made. As JSON: an announcement, as with selfies.
    """
    return await receive(request, response, person, ports, key, "ref")


@router.post(
    "/upload/copy-target",
    status_code=201,
    openapi_extra=_form("rights_attestation", "`true`, or the wording that was agreed to."),
)
async def upload_copy_target(
    request: Request, response: Response, person: Person, ports: Ports, key: OnceLater
) -> UploadBody | SlotBody:
    """Take in a thumbnail to copy the layout of, from somebody who says that they may. What they say is recorded.

    As JSON: an announcement, or `{"from_url": ..., "rights_attestation": true}`.
    """
    return await receive(request, response, person, ports, key, "copy_target")


@router.get("/upload/attestations")
async def read_attestations() -> dict[str, str]:
    """The wordings an attestation can name; `true` stands for the newest."""
    return dict(WORDINGS)


async def receive(
    request: Request, response: Response, person: Principal, ports: Gateway, key: Claiming, kind: Kind
) -> UploadBody | SlotBody:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == _JSON:
        return await _told(request, response, person, ports, key, kind)
    upload = await read_upload(request, ports.incoming.pace)
    about = await _about(ports, person, kind, upload.fields)
    known = {"label": tidy_label(upload.fields.get("label", "")), "filename": bare_name(upload.filename)}
    once = await key.of(f"{known['label']}\n".encode() + upload.data)
    return await _taken(response, ports, Arrival.new(person.user_id, kind, **about, **known), upload.data, once)


async def _told(
    request: Request, response: Response, person: Principal, ports: Gateway, key: Claiming, kind: Kind
) -> UploadBody | SlotBody:
    body = await request.body()
    if kind == "copy_target" and b'"from_url"' in body:
        once = await key.of_body()
        target = _read(_Target, body)
        about = await _about(ports, person, kind, target.model_dump())
        data = await fetch(ports.incoming, target.from_url, "/from_url")
        return await _taken(response, ports, Arrival.new(person.user_id, kind, **about), data, once)
    once = await key.of_body(kept=False)  # the link in the answer does not last
    told = _read(Announcement, body)
    about = await _about(ports, person, kind, told.model_dump())
    made = await announce(ports, person.user_id, kind, told, about, once)
    _say(response, made.thing.id, replayed=made.replayed)
    return await slot_body(made.thing, ports.blobs, ports.incoming.links)


async def _taken(
    response: Response, ports: Gateway, arrival: Arrival, data: bytes, once: Idempotency
) -> UploadBody | SlotBody:
    made = await take_in(ports, arrival, data, once)
    _say(response, made.thing.id, replayed=made.replayed)
    return upload_body(made.thing)


async def _about(ports: Gateway, person: Principal, kind: Kind, fields: dict[str, Any]) -> dict[str, str | None]:
    """What has to be on record before a picture of that kind is looked at. Raises what is missing."""
    source = "local" if person.local else "api"
    if kind == "selfie":
        consent = await ports.store.people.must_consent(person.user_id, fields.get("consent_id"))
        return {"consent_id": consent.id, "source": source}
    if kind == "copy_target":
        return {"attestation": await _attested(ports, person, fields.get("rights_attestation")), "source": source}
    return {"source": source}


async def _attested(ports: Gateway, person: Principal, given: Any) -> str:
    """The wording. Raises `attestation_required`, and that it did is written down."""
    name = CURRENT if given is True or given == "true" else str(given)
    if name not in WORDINGS:
        missing = row("flagged", "rights", NOT_ATTESTED, "/rights_attestation")
        await ports.store.decisions.write_picture(person.user_id, [missing | {"hash": ""}])
        raise PermanentError(Code.ATTESTATION_REQUIRED, wordings=WORDINGS)
    return name


def _read(form: type[Form], body: bytes) -> Form:
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(found) from error


def _say(response: Response, asset_id: str, *, replayed: bool) -> None:
    response.headers["location"] = f"/assets/{asset_id}"
    if replayed:
        response.headers["idempotency-replayed"] = "true"
