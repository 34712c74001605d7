"""Errors as RFC 9457 problem documents.

{"type": "/problems/headline_empty", "title": ..., "status": 422, "code": "headline_empty", "detail": ...,
 "instance": "/project", "request_id": ..., "errors": [{"pointer": "/headline", "detail": ..., "code": ...}]}
"""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from common.errors import MEANINGS, Code, ThumbworksError, TransientError
from gateway.statuses import STATUSES

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

_CODES = frozenset(map(str, Code))

# Rules that look at several answers are reported for the whole document; this is the answer to change.
_PLACES: dict[str, str] = {
    Code.HEADLINE_EMPTY: "/headline",
    Code.HEADLINE_TOO_LONG: "/headline",
    Code.SIZE_OUT_OF_RANGE: "/size",
}

# What the web framework refuses by itself, in our words.
_OF_STATUS: dict[int, Code] = {
    401: Code.UNAUTHENTICATED,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    405: Code.METHOD_NOT_ALLOWED,
    408: Code.UPLOAD_TOO_SLOW,
    413: Code.PAYLOAD_TOO_LARGE,
    415: Code.UNSUPPORTED_MEDIA,
}


# When it may go better, for refusals that say no time of their own.
_WAITS: dict[Code, float] = {Code.QUEUE_FULL: 30.0}


def install(app: FastAPI) -> None:
    """Answer every failure of `app` with a problem document."""
    app.add_exception_handler(ThumbworksError, of_ours)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(HTTPException, of_framework)
    app.add_exception_handler(Exception, of_bug)


def document(
    code: Code, *, instance: str, request_id: str, detail: str | None = None, **more: Any
) -> tuple[int, dict[str, Any]]:
    """(HTTP status, body). `more` are extension members, such as `required` and `available` of a refusal to pay."""
    body = {
        "type": f"/problems/{code}",
        "title": MEANINGS[code],
        "status": STATUSES[code],
        "code": code,
        "detail": detail or MEANINGS[code],
        "instance": instance,
        "request_id": request_id,
    }
    return STATUSES[code], body | more


def blocker(error: ThumbworksError) -> dict[str, Any]:
    """What a request would be refused with, inside an answer that is no refusal itself."""
    _, body = document(error.code, instance="", request_id="", detail=error.message, **error.details)
    return {name: value for name, value in body.items() if name not in {"instance", "request_id"}}


def respond(
    request: Request, code: Code, detail: str | None = None, headers: Mapping[str, str] | None = None, **more: Any
) -> JSONResponse:
    request_id = request.scope.get("request_id", "")
    status, body = document(code, instance=request.url.path, request_id=request_id, detail=detail, **more)
    extra = {"www-authenticate": "Bearer"} if code is Code.UNAUTHENTICATED else {}
    return JSONResponse(body, status, headers={**extra, **(headers or {})}, media_type=MEDIA_TYPE)


async def of_ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ThumbworksError)
    wait = error.retry_after if isinstance(error, TransientError) else _wait_of(error)
    headers = {"retry-after": str(max(1, round(wait)))} if wait else {}
    return respond(request, error.code, error.message, headers, **error.details)


def _wait_of(error: ThumbworksError) -> float | None:
    said = error.details.get("retry_after")
    return said if isinstance(said, int | float) else _WAITS.get(error.code)


async def of_validation(request: Request, error: Exception) -> JSONResponse:
    """One error with a code of its own names the document; several are `validation_failed` together."""
    assert isinstance(error, RequestValidationError)
    errors = [described(found) for found in error.errors()]
    only = errors[0] if len(errors) == 1 else {}
    if code := only.get("code"):
        return respond(request, Code(code), only["detail"], errors=errors)
    return respond(request, Code.VALIDATION_FAILED, _summary(errors), errors=errors)


async def of_framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _OF_STATUS.get(error.status_code, Code.VALIDATION_FAILED)
    if error.status_code >= 500:  # noqa: PLR2004 - HTTP's own line
        code = Code.INTERNAL_ERROR
    return respond(request, code, headers=error.headers)


async def of_bug(request: Request, error: Exception) -> JSONResponse:
    """The visitor gets a request id to quote, and the log says what happened under it."""
    log.error("request.crashed", request_id=request.scope.get("request_id", ""), exc_info=error)
    return respond(request, Code.INTERNAL_ERROR)


def described(found: Mapping[str, Any]) -> dict[str, str]:
    """One pydantic error without the input it was about, which may be private."""
    where, *path = found["loc"] or ("body",)
    about = {"detail": str(found["msg"]).removeprefix("Value error, ")}
    if where == "body":
        # The parser of a malformed document reports a position, which is no member of it.
        about["pointer"] = "" if found["type"] == "json_invalid" else pointer(path)
    else:
        about |= {"in": str(where), "name": ".".join(map(str, path))}
    if found["type"] in _CODES:
        about["code"] = str(found["type"])
        about["pointer"] = about.get("pointer") or _PLACES.get(found["type"], "")
    return about


def pointer(path: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _summary(errors: Sequence[Mapping[str, str]]) -> str:
    places = ", ".join(dict.fromkeys(error.get("pointer") or error.get("name") or "the body" for error in errors))
    return f"{MEANINGS[Code.VALIDATION_FAILED]} Look at {places}."
