"""What every request passes on its way in and out: a request id, the front gate, a limit on its body, one log line."""

import re
from time import perf_counter
from uuid import uuid4

import structlog
from fastapi import FastAPI
from prometheus_client import Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from common.errors import Code, PermanentError
from gateway.auth import Authenticator
from gateway.problems import MEDIA_TYPE, document

log = structlog.get_logger()

MAX_JSON_BYTES = 1_000_000
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")

SECONDS = Histogram("thumbworks_http_seconds", "Time to the last byte.", ("method", "route", "status"))


class Edge:
    """Pure ASGI, so that streams pass through untouched."""

    def __init__(self, app: ASGIApp, authenticator: Authenticator) -> None:
        self._app, self._authenticator = app, authenticator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = headers.get("x-request-id", "")
        scope["request_id"] = asked if _REQUEST_ID.fullmatch(asked) else uuid4().hex
        with bound_contextvars(request_id=scope["request_id"]):
            await self._serve(scope, headers, receive, send)

    async def _serve(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        started, status = perf_counter(), 0

        async def stamped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                stamp(message, scope["request_id"])
            await send(message)

        try:
            await self._admit(scope, headers, receive, stamped)
        finally:
            note(scope, status or 500, perf_counter() - started)

    async def _admit(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        client: tuple[str, int] | None = scope.get("client")
        try:
            self._authenticator.admit(client[0] if client else None, headers)
            must_be_possible(scope["path"])
        except PermanentError as refusal:
            status, body = document(
                refusal.code, instance=scope["path"], request_id=scope["request_id"], detail=refusal.message
            )
            await JSONResponse(body, status, media_type=MEDIA_TYPE)(scope, receive, send)
            return
        await self._app(scope, capped(scope, headers, receive), send)


def must_be_possible(path: str) -> None:
    """No id has a zero byte, and the database would not even look for one."""
    if "\0" in path:
        raise PermanentError(Code.NOT_FOUND)


def stamp(message: Message, request_id: str) -> None:
    headers = MutableHeaders(scope=message)
    headers["x-request-id"] = request_id
    headers["x-content-type-options"] = "nosniff"
    headers["cross-origin-resource-policy"] = "same-origin"  # no page of another site may embed a face


def capped(scope: Scope, headers: Headers, receive: Receive) -> Receive:
    """Stop reading a body that is too long for a document. Uploads have a limit of their own (`intake`)."""
    is_form = headers.get("content-type", "").startswith("multipart/")
    if scope["path"].startswith("/upload/incoming/" if not is_form else "/upload/"):
        return receive
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MAX_JSON_BYTES:
            raise HTTPException(413)
        return message

    return counted


def note(scope: Scope, status: int, seconds: float) -> None:
    """One line and one measurement per request, by the route's pattern: ids and queries stay out of both."""
    pattern = pattern_of(scope)
    SECONDS.labels(scope["method"], pattern, status).observe(seconds)
    quiet = pattern in {"/healthz", "/readyz", "/metrics"}
    (log.debug if quiet else log.info)(
        "request.answered", method=scope["method"], route=pattern, status=status, seconds=round(seconds, 3)
    )


def pattern_of(scope: Scope) -> str:
    """`/jobs/{job_id}` for `/jobs/job_01...`: the path with the matched values taken out again."""
    if "route" not in scope:
        return "unmatched"
    names: dict[str, str] = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    path: str = scope["path"]
    return "/".join(names.get(step, step) for step in path.split("/"))


def install(app: FastAPI, authenticator: Authenticator) -> None:
    app.add_middleware(Edge, authenticator=authenticator)
