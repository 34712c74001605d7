"""The door of the HTTP server: how slowly somebody may speak before they are shown out.

uvicorn waits for ever for the rest of a request's headers; whoever opens many connections and says one letter a minute
on each would keep the door blocked. Bodies have limits of their own: documents in `edge.py`, uploads in `incoming.py`.
"""

from asyncio import TimerHandle
from functools import partial
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0


class PatientForAWhile(H11Protocol):
    """Ends a connection whose request line and headers are not there in time."""

    def __init__(self, *given: Any, header_seconds: float = HEADER_SECONDS, **more: Any) -> None:
        super().__init__(*given, **more)
        self._header_seconds = header_seconds
        self._hurry: TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait_for_headers()

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


def server_config(app: Any, connections: int, header_seconds: float = HEADER_SECONDS, **more: Any) -> uvicorn.Config:
    """How the API is served, wherever it is: nobody's header says who is asking, and no door stays open for ever."""
    return uvicorn.Config(
        app,
        http=partial(PatientForAWhile, header_seconds=header_seconds),  # pyright: ignore[reportArgumentType] - any protocol factory
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=connections,
        **more,
    )
