"""Which problems each route may answer with, in the API's description: one table, and what follows from its shape.

A new route that refuses with codes of its own adds a row. The fuzzed API (`tests/contract/gateway/test_every_route.py`)
answers with no status that is not described.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from common.errors import MEANINGS, Code
from gateway.problems import MEDIA_TYPE
from gateway.statuses import STATUSES

Operation = dict[str, Any]

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "A problem document (RFC 9457). `code` is stable; `GET /problems` lists them all.",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "Where the code is explained."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "One for each answer to change.",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "Into the body (RFC 6901)."},
                    "in": {"type": "string", "description": "Path, query or header, where it is not the body."},
                    "name": {"type": "string"},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}

_TEXT = (Code.HEADLINE_EMPTY, Code.HEADLINE_TOO_LONG, Code.SUBTEXT_TOO_LONG)
_BRIEF = (*_TEXT, Code.SIZE_OUT_OF_RANGE, Code.UNKNOWN_PLATFORM, Code.TOO_MANY_REFERENCES)
_PICTURE = (
    Code.UNSUPPORTED_MEDIA,
    Code.IMAGE_UNREADABLE,
    Code.IMAGE_TOO_LARGE,
    Code.IMAGE_TOO_SMALL,
    Code.IMAGE_ANIMATED,
    Code.CONTENT_UNSAFE,
    Code.IDENTITY_REFUSED,
    Code.UPLOAD_TOO_SLOW,
    Code.UPLOAD_EXPIRED,
    Code.PAYLOAD_TOO_LARGE,
)
_ADDRESS = (Code.URL_NOT_ALLOWED, Code.URL_UNREACHABLE, Code.URL_TOO_LARGE)
_CALLED = (Code.URL_NOT_ALLOWED, Code.URL_UNREACHABLE, Code.WEBHOOKS_DISABLED)
_RUN = (
    Code.REFERENCES_MISSING,
    Code.NOT_FOUND,
    Code.UNKNOWN_MODEL,
    Code.MODEL_UNAVAILABLE,
    Code.MODEL_RETIRED,
    Code.MODE_UNAVAILABLE,
    Code.OPTION_UNAVAILABLE,
    Code.PROMPT_TOO_LONG,
    Code.NO_FACE_FOUND,
    Code.MULTIPLE_FACES,
    Code.FACE_TOO_SMALL,
    Code.FACE_UNUSABLE,
    Code.FACES_NOT_MASKED,
    Code.FACE_LOCK_UNAVAILABLE,
    Code.CONSENT_REQUIRED,
    Code.COPY_TARGET_MISSING,
    Code.GUARDIAN_REQUIRED,
    Code.COPY_TARGET_IS_SELFIE,
    Code.CONTENT_NOT_ALLOWED,
    Code.CONTENT_UNSAFE,
    Code.CONTENT_FILTER_UNAVAILABLE,
    Code.ACCOUNT_PAUSED,
    Code.ACCOUNT_FROZEN,
    Code.MAX_COST_EXCEEDED,
    *_CALLED,
    Code.INSUFFICIENT_CREDITS,
    Code.KEY_SPEND_CAP_REACHED,
    Code.SPEND_CAP_REACHED,
    Code.PLAN_REQUIRED,
    Code.QUEUE_FULL,
)
_WORDS = (
    *_TEXT,
    Code.CONTENT_NOT_ALLOWED,
    Code.ACCOUNT_PAUSED,
    Code.TEXT_HAS_NO_GLYPHS,
    Code.TEXT_DOES_NOT_FIT,
    Code.EDIT_UNAVAILABLE,
    Code.ASSET_MISSING,
    Code.FREE_LIMIT_REACHED,
)
_ROOM = (Code.BUS_UNAVAILABLE, Code.SERVICE_BUSY, Code.INTERNAL_ERROR)

ROWS: dict[tuple[str, str], tuple[Code, ...]] = {
    ("POST", "/upload/selfie"): (*_PICTURE, Code.CONSENT_REQUIRED),
    ("POST", "/upload/reference"): _PICTURE,
    ("POST", "/upload/copy-target"): (*_PICTURE, *_ADDRESS, Code.ATTESTATION_REQUIRED),
    ("POST", "/upload/inspirations"): (*_PICTURE, *_ADDRESS),
    ("PUT", "/brand-kits/{kit_id}/logo"): _PICTURE,
    ("POST", "/upload/brand-guide"): (*_PICTURE, Code.NOT_FOUND),
    ("PUT", "/upload/incoming/{upload_id}"): (Code.UPLOAD_LINK_INVALID, Code.UPLOAD_DIFFERS, Code.UPLOAD_TOO_SLOW),
    ("POST", "/assets/{asset_id}/complete"): (
        *_PICTURE,
        Code.UPLOAD_MISSING,
        Code.UPLOAD_DIFFERS,
        Code.CONSENT_REQUIRED,
    ),
    ("GET", "/assets/{asset_id}"): (Code.ASSET_MISSING, Code.ASSET_PURGED),
    ("HEAD", "/assets/{asset_id}"): (Code.ASSET_MISSING, Code.ASSET_PURGED),
    ("POST", "/assets/{asset_id}/pin"): (Code.CONSENT_REQUIRED,),
    ("DELETE", "/assets/{asset_id}"): (Code.ASSET_IN_USE,),
    ("POST", "/project"): (*_BRIEF, Code.NOT_FOUND),
    ("PATCH", "/project/{project_id}"): (*_BRIEF, Code.PRECONDITION_FAILED),
    ("POST", "/project/{project_id}/queue"): (*_BRIEF, *_RUN),
    ("POST", "/jobs/{job_id}/cancel"): (Code.JOB_NOT_CANCELABLE,),
    ("POST", "/jobs/{job_id}/retry"): (
        *_BRIEF,
        *_RUN,
        Code.JOB_NOT_RETRYABLE,
        Code.EDIT_UNAVAILABLE,
        Code.ASSET_MISSING,
    ),
    ("GET", "/jobs/{job_id}/events"): (Code.BUS_UNAVAILABLE,),
    ("GET", "/stream/jobs/{job_id}"): (Code.CURSOR_OF_ANOTHER_JOB, Code.BUS_UNAVAILABLE),
    ("POST", "/renders/{render_id}/edit"): (*_BRIEF, *_RUN, Code.EDIT_UNAVAILABLE, Code.ASSET_MISSING),
    ("POST", "/renders/{render_id}/text"): (*_WORDS, *_ROOM),
    ("POST", "/renders/{render_id}/locales"): (*_WORDS, *_ROOM),
    ("POST", "/renders/{render_id}/export"): (
        *_WORDS,
        *_ROOM,
        Code.OPTION_UNAVAILABLE,
        Code.UNKNOWN_PLATFORM,
        Code.SIZE_OUT_OF_RANGE,
    ),
    ("GET", "/assets/{asset_id}/layout"): (*_ROOM, Code.OCR_UNAVAILABLE, Code.IMAGE_UNREADABLE),
    ("PUT", "/assets/{asset_id}/layout"): (*_ROOM, Code.OCR_UNAVAILABLE, Code.IMAGE_UNREADABLE),
    ("POST", "/credits/purchase"): (
        Code.BILLING_DISABLED,
        Code.BILLING_UNAVAILABLE,
        Code.NOT_FOUND,
        Code.URL_NOT_ALLOWED,
        Code.CONFLICT,
        Code.ACCOUNT_FROZEN,
    ),
    ("POST", "/webhooks/stripe"): (
        Code.BILLING_DISABLED,
        Code.BILLING_UNAVAILABLE,
        Code.WEBHOOK_NOT_GENUINE,
        Code.STORE_UNAVAILABLE,
    ),
    ("DELETE", "/me"): (Code.NOT_FOUND,),
    ("PATCH", "/me"): _BRIEF,
    ("POST", "/me/keys"): (Code.CONFLICT, *_CALLED),
    ("PATCH", "/me/keys/{key_id}"): _CALLED,
    ("GET", "/admin/jobs/{job_id}/events"): (Code.BUS_UNAVAILABLE,),
    ("GET", "/admin/spending"): (Code.NOT_FOUND,),
    ("PATCH", "/organisations/{organisation_id}/members/{user_id}"): (Code.LAST_OWNER, Code.SEATS_EXHAUSTED),
    ("DELETE", "/organisations/{organisation_id}/members/{user_id}"): (Code.LAST_OWNER,),
    ("POST", "/organisations/{organisation_id}/invitations"): (Code.SEATS_EXHAUSTED,),
    ("POST", "/invitations/{token}/accept"): (
        Code.INVITATION_OVER,
        Code.INVITATION_FOR_ANOTHER,
        Code.SEATS_EXHAUSTED,
    ),
    ("PUT", "/assets/{asset_id}/organisation"): (Code.CONSENT_REQUIRED,),
    ("POST", "/webhooks/provider"): (Code.UNAUTHENTICATED, Code.STORE_UNAVAILABLE),
    ("POST", "/webhooks/provider/{name}"): (Code.UNAUTHENTICATED, Code.STORE_UNAVAILABLE, Code.BUS_UNAVAILABLE),
}


def documented(schema: dict[str, Any]) -> dict[str, Any]:
    """The description of the API with every operation's problems in it; changes `schema`."""
    schema["components"]["schemas"]["Problem"] = PROBLEM
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            responses: dict[str, Any] = operation["responses"]
            responses.pop("422", None)  # the framework's own form of it, which nobody gets
            responses |= problems((*implied(path, operation), *ROWS.get((method.upper(), path), ())))
    for unused in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(unused, None)
    return schema


def implied(path: str, operation: Operation) -> Iterator[Code]:
    """What a route may refuse because of what it asks for."""
    asked = {one["name"].lower() for one in operation.get("parameters", ())}
    yield from (Code.FORBIDDEN, Code.RATE_LIMITED, Code.GATEWAY_BUSY)  # the front gate
    if operation.get("security"):
        yield from (Code.UNAUTHENTICATED, Code.ACCOUNT_ERASED, Code.STORE_UNAVAILABLE, Code.SIGN_IN_UNAVAILABLE)
        yield from (Code.SCOPE_REQUIRED, Code.PLAN_REQUIRED)  # of keys
    if "{" in path or "cursor" in asked:
        yield Code.NOT_FOUND
    if operation.get("parameters") or operation.get("requestBody"):
        yield Code.VALIDATION_FAILED
    if operation.get("requestBody"):
        yield from (Code.PAYLOAD_TOO_LARGE, Code.UPLOAD_TOO_SLOW)
    if "idempotency-key" in asked:
        yield from (Code.IDEMPOTENCY_MISMATCH, Code.IDEMPOTENCY_IN_PROGRESS)


def problems(codes: Iterable[Code]) -> dict[str, Any]:
    """Responses by status, each with its codes in words."""
    found: dict[int, list[Code]] = {}
    for code in dict.fromkeys(codes):
        found.setdefault(STATUSES[code], []).append(code)
    return {str(status): _response(found[status]) for status in sorted(found)}


def _response(codes: list[Code]) -> dict[str, Any]:
    return {
        "description": "\n".join(f"`{code}`: {MEANINGS[code]}" for code in codes),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
