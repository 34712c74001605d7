"""The door of the HTTP server: how many come in, and how slowly somebody may speak before they are shown out.

uvicorn waits for ever for the rest of a request's headers; whoever opens many connections and says one letter a minute
on each would keep the door blocked. Bodies have limits of their own: documents in `edge.py`, uploads in `incoming.py`.
When the house is full, who is in stays in, and who comes is told in our words when to come again.
"""

from asyncio import TimerHandle
from functools import partial
from typing import Any
from uuid import uuid4

import structlog
import uvicorn
from fastapi.responses import JSONResponse
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from common.errors import Code
from gateway.problems import MEDIA_TYPE, document

log = structlog.get_logger()

HEADER_SECONDS = 10.0
COME_AGAIN_SECONDS = 5
IDLE_SECONDS = 15
"""Longer than programs keep what they do not use (httpx: 5 s): else their next question and our goodbye would cross."""


class PatientForAWhile(H11Protocol):
    """Ends a connection whose request line and headers are not there in time, or that is one too many."""

    def __init__(self, *given: Any, most: int, header_seconds: float = HEADER_SECONDS, **more: Any) -> None:
        super().__init__(*given, **more)
        self._most, self._header_seconds = most, header_seconds
        self._hurry: TimerHandle | None = None
        self._found_it_full = False
        self._inside: Any = self.app
        self.app: Any = self._serve

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._found_it_full = self._is_full()
        self._wait_for_headers()

    def _is_full(self) -> bool:
        return len(self.connections) > self._most

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        too_many = self._found_it_full and self._is_full()
        await (turned_away if too_many else self._inside)(scope, receive, send)

    def data_received(self, data: bytes) -> None:
        if self._hurry is None and self._is_between_requests():
            self._wait_for_headers()
        super().data_received(data)
        if not self._is_between_requests():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_between_requests(self) -> bool:
        cycle: Any = self.cycle
        return cycle is None or cycle.response_complete

    def _wait_for_headers(self) -> None:
        self._hurry = self.loop.call_later(self._header_seconds, self._show_out)

    def _stop_waiting(self) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
            self._hurry = None

    def _show_out(self) -> None:
        self._hurry = None
        if not self.transport.is_closing() and self._is_between_requests():
            self.transport.close()


async def turned_away(scope: Scope, receive: Receive, send: Send) -> None:
    """No middleware is asked: nothing is spent on who cannot be served."""
    request_id = uuid4().hex
    status, body = document(Code.GATEWAY_BUSY, instance=scope["path"], request_id=request_id)
    headers = {"retry-after": str(COME_AGAIN_SECONDS), "connection": "close", "x-request-id": request_id}
    log.warning("connections.full", request_id=request_id)
    await JSONResponse(body, status, headers, media_type=MEDIA_TYPE)(scope, receive, send)


def server_config(app: Any, connections: int, header_seconds: float = HEADER_SECONDS, **more: Any) -> uvicorn.Config:
    """How the API is served, wherever it is: nobody's header says who is asking, and no door stays open for ever."""
    return uvicorn.Config(
        app,
        http=partial(PatientForAWhile, most=connections, header_seconds=header_seconds),  # pyright: ignore[reportArgumentType] - any protocol factory
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        **more,
    )
