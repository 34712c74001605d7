"""Through Supabase: its official async SDK, as the service role. The same functions, called by PostgREST.

What the SDK does by itself and is turned off here: it repeats reads for seven seconds while the store is away, waits
two minutes for an answer, refreshes sessions, and speaks HTTP/2, which dies with every GOAWAY. Calls are never repeated
here: who called knows whether there is time left, and every function may be called again.
"""

import importlib
import re
from collections.abc import Callable
from typing import Any

import httpx
import structlog

from common.database.port import CALL_TIMEOUT, CONNECT_SHARE, Json, Read, Row, SchemaTooOldError, plain, refusal
from common.errors import Code, ThumbworksError, TransientError

log = structlog.get_logger()

# Shorter than any gateway's patience with an idle connection, so that we hang up first.
KEEP_IDLE = 15.0
# Times come in UTC, whatever the server's own clock is set to.
HEADERS = {"Prefer": "timezone=UTC"}
NO_CONTENT = 204

# What we asked cannot be answered, now or later: a state of Postgres or a complaint of PostgREST that nobody expected.
# 42501 is not among them: that is a key which is not the service role's.
_MISTAKE = re.compile(r"PGRST[12]\d\d|(?!42501)[0-9A-Z]{5}")


class SupabaseDatabase:
    """Opens on first use. `rest_url` is where PostgREST answers when that is not `rest/v1` under `url`.

    `patience` is in seconds.
    """

    def __init__(
        self, url: str, key: str, *, rest_url: str = "", connections: int = 10, patience: float = CALL_TIMEOUT
    ) -> None:
        # Loaded here and not above: it takes a second, and most installations never need it.
        self._sdk: Any = importlib.import_module("supabase")
        self._url = url
        self._key = key
        self._rest_url = rest_url
        self._connections = connections
        self._patience = patience
        self._http: httpx.AsyncClient | None = None
        self._client: Any = None

    async def call(self, function: str, **arguments: Json) -> Any:
        named = {f"p_{plain(name)}": value for name, value in arguments.items()}
        return await self._ask(lambda client: client.rpc(plain(function), named))

    async def read(self, model: type[Read], function: str, **arguments: Json) -> Read:
        return model.model_validate(await self.call(function, **arguments))

    async def select(self, view: str, **filters: Json) -> list[Row]:
        """At most as many rows as the project's `max_rows` allows."""

        def wanted(client: Any) -> Any:
            query = client.table(plain(view)).select("*")
            for name, value in filters.items():
                query = query.eq(plain(name), value)
            return query

        return await self._ask(wanted)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()
        self._http = self._client = None

    async def _ask(self, build: Callable[[Any], Any]) -> Any:
        if self._client is None:
            self._client = self._connect()
        try:
            return (await build(self._client).execute()).data
        except httpx.TransportError as error:
            raise TransientError(Code.STORE_UNAVAILABLE) from error

    def _connect(self) -> Any:
        """One client for everybody. Its `auth` must not be touched: any sign-in replaces the key of all later calls."""
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(self._patience, connect=self._patience * CONNECT_SHARE),
            limits=httpx.Limits(
                max_connections=self._connections,
                max_keepalive_connections=self._connections,
                keepalive_expiry=KEEP_IDLE,
            ),
            event_hooks={"response": [judge]},
        )
        options = self._sdk.AsyncClientOptions(
            schema="public",
            headers=HEADERS,
            httpx_client=self._http,
            auto_refresh_token=False,
            persist_session=False,
            postgrest_client_retry=False,
        )
        client = self._sdk.AsyncClient(self._url, self._key, options)
        if self._rest_url:
            client.rest_url = type(client.rest_url)(self._rest_url)
        return client


async def judge(response: httpx.Response) -> None:
    """See every answer before the SDK does, which hides the status and takes a web page for a result.

    Raises what the port promises. Answers that nobody expected go on to the SDK, whose error is then a bug.
    """
    body = await response.aread()
    is_json = response.headers.get("content-type", "").partition(";")[0].endswith("json")
    if response.is_success and (is_json or response.status_code == NO_CONTENT):
        return
    if error := failure_of(response.status_code, _error_in(response) if is_json and body else {}):
        raise error


def _error_in(response: httpx.Response) -> dict[str, Any]:
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def failure_of(status: int, said: dict[str, Any]) -> ThumbworksError | SchemaTooOldError | None:
    """Our error for an answer of PostgREST, or of what stands before it; None when nobody expected it."""
    state, message, detail = (str(said.get(part) or "") for part in ("code", "message", "details"))
    if ours := refusal(state, message, detail):
        return ours
    if _MISTAKE.fullmatch(state):
        return None
    # A wrong key or address looks like bad weather to who is waiting; whoever runs the house reads here what to mend.
    log.warning("database.refused", status=status, state=state, reason=message[:200])
    return TransientError(Code.STORE_UNAVAILABLE)
