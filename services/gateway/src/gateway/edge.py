"""What every request passes on its way in and out: a request id, the front gate, limits on how often, how much and how
slowly, headers for browsers, one log line.
"""

import asyncio
import re
from secrets import token_hex
from time import perf_counter

import structlog
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from prometheus_client import Histogram
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from common.errors import Code, PermanentError, ThumbworksError, TransientError
from gateway.deps import Gateway
from gateway.limits import REFUSED, Verdict, address_group, limit_of_address
from gateway.problems import MEDIA_TYPE, document

log = structlog.get_logger()

MAX_JSON_BYTES = 1_000_000
UNAUTHENTICATED = 401
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

# For browsers that are shown an answer as if it were a page. No page of another site may embed a face.
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cross-origin-resource-policy": "same-origin",
}
_RAW_HEADERS = tuple((name.encode(), value.encode()) for name, value in HEADERS.items())
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")

SECONDS = Histogram("thumbworks_http_seconds", "Time to the last byte.", ("method", "route", "status"))


class Edge:
    """Pure ASGI, so that streams pass through untouched."""

    def __init__(self, app: ASGIApp, ports: Gateway) -> None:
        self._app, self._authenticator = app, ports.authenticator
        self._limiter, self._proxies, self._patience = ports.limiter, ports.proxies, ports.document_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = headers.get("x-request-id", "")
        scope["request_id"] = asked if _REQUEST_ID.fullmatch(asked) else token_hex(16)
        with bound_contextvars(request_id=scope["request_id"]):
            await self._serve(scope, headers, receive, send)

    async def _serve(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        started, status = perf_counter(), 0

        async def stamped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                stamp(message, scope["request_id"], scope.get("verdict"))
            await send(message)

        try:
            await self._admit(scope, headers, receive, stamped)
        finally:
            note(scope, status or 500, perf_counter() - started)

    async def _admit(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        peer: tuple[str, int] | None = scope.get("client")
        who = address_group(self._proxies.caller(peer[0], headers.get("x-forwarded-for"))) if peer else ""
        try:
            self._authenticator.admit(peer[0] if peer else None, headers)
            must_be_possible(scope["path"])
            self._count(scope, who)
        except ThumbworksError as refusal:
            await refuse(refusal, scope, receive, send)
            return
        await self._app(scope, capped(scope, headers, receive, self._patience), self._counting(who, send))

    def _count(self, scope: Scope, who: str) -> None:
        """Of an address, before anybody knows who asks. Raises `rate_limited`."""
        if scope["path"] in QUIET:
            return
        tries = self._limiter.peek("refused", who, REFUSED)
        if tries and tries.wait > 0:
            scope["verdict"] = tries
            tries.must_allow()
        if verdict := self._limiter.take("address", who, limit_of_address(who)):
            scope["verdict"] = verdict
            verdict.must_allow()

    def _counting(self, who: str, send: Send) -> Send:
        """Failed tries to sign in are counted: keys and tokens are not to be guessed."""

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == UNAUTHENTICATED:
                self._limiter.take("refused", who, REFUSED)
            await send(message)

        return counted


async def refuse(refusal: ThumbworksError, scope: Scope, receive: Receive, send: Send) -> None:
    status, body = document(
        refusal.code, instance=scope["path"], request_id=scope["request_id"], detail=refusal.message
    )
    wait = refusal.retry_after if isinstance(refusal, TransientError) else None
    headers = {"retry-after": f"{wait:.0f}"} if wait else {}
    await JSONResponse(body, status, headers, media_type=MEDIA_TYPE)(scope, receive, send)


def must_be_possible(path: str) -> None:
    """No id has a zero byte, and the database would not even look for one."""
    if "\0" in path:
        raise PermanentError(Code.NOT_FOUND)


def stamp(message: Message, request_id: str, verdict: Verdict | None) -> None:
    said: dict[str, str] = {"x-request-id": request_id, **(verdict.headers if verdict else {})}
    ours = [*_RAW_HEADERS, *((name.encode(), value.encode()) for name, value in said.items())]
    names = {name for name, _ in ours}
    message["headers"] = [*(one for one in message["headers"] if one[0] not in names), *ours]


def capped(scope: Scope, headers: Headers, receive: Receive, seconds: float) -> Receive:
    """Stop reading a body that is too long for a document, or comes too slowly. Uploads have limits of their own."""
    is_form = headers.get("content-type", "").startswith("multipart/")
    if scope["path"].startswith("/upload/incoming/" if not is_form else "/upload/"):
        return receive
    seen, whole, until = 0, False, asyncio.get_running_loop().time() + seconds

    async def counted() -> Message:
        nonlocal seen, whole
        try:
            async with asyncio.timeout_at(None if whole else until):  # afterwards it tells when the visitor leaves
                message = await receive()
        except TimeoutError as error:
            raise HTTPException(408) from error
        seen, whole = seen + len(message.get("body", b"")), not message.get("more_body", False)
        if seen > MAX_JSON_BYTES:
            raise HTTPException(413)
        return message

    return counted


def note(scope: Scope, status: int, seconds: float) -> None:
    """One line and one measurement per request, by the route's pattern: ids and queries stay out of both."""
    pattern = pattern_of(scope)
    SECONDS.labels(scope["method"], pattern, status).observe(seconds)
    (log.debug if pattern in QUIET else log.info)(
        "request.answered", method=scope["method"], route=pattern, status=status, seconds=round(seconds, 3)
    )


def pattern_of(scope: Scope) -> str:
    """`/jobs/{job_id}` for `/jobs/job_01...`: the path with the matched values taken out again."""
    if "route" not in scope:
        return "unmatched"
    names: dict[str, str] = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    path: str = scope["path"]
    return "/".join(names.get(step, step) for step in path.split("/"))


def install(app: FastAPI, ports: Gateway) -> None:
    if ports.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=ports.cors_origins,
            allow_methods=["*"],
            allow_headers=["authorization", "content-type", "idempotency-key", "if-match", "last-event-id"],
            expose_headers=["etag", "location", "retry-after", "ratelimit", "ratelimit-policy", "x-request-id"],
            max_age=600,
        )
    app.add_middleware(Edge, ports=ports)
