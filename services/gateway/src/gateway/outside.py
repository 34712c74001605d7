"""Requests to addresses that strangers gave us: links to fetch, webhooks to call. Nothing inside is ever reached.

The name is resolved when the connection is opened, every address it has must be public, and the connection goes to
one of exactly those addresses, so that no second answer of a hostile DNS server counts. Host header, SNI and the
certificate stay those of the name. The same holds for every redirect, which `fetch` follows itself, one by one.

    outside = Outside()
    await outside.check(url)                     # at the door: may this ever be called?
    async with outside.client() as client:       # later: pinned, follows nothing, whatever the name means by then
        await client.post(url, content=body)

Both raise `url_not_allowed`; `check` and `fetch` also `url_unreachable`, `fetch` `url_too_large`. The client lets
httpx's own exceptions through: only its user knows what a failure means.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import httpcore
import httpx

from common.errors import Code, PermanentError
from gateway.addresses import Address, address_of, is_public

SCHEMES = frozenset({"http", "https"})
PORTS = frozenset({80, 443})
MAX_URL_LETTERS = 2_000
MAX_ADDRESSES = 4
"""How many addresses of a name are tried."""
MAX_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CONNECT_SECONDS, SILENT_SECONDS = 4.0, 5.0

Resolve = Callable[[str, int], Awaitable[list[str]]]
SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system sees them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Limits:
    """Of one fetch, redirects included."""

    seconds: float = 10.0
    max_bytes: int = 10_000_000


@dataclass(frozen=True)
class Outside:
    """`permit` and `ports` widen or narrow what may be reached; a name passes when all its addresses do."""

    resolve: Resolve = resolve
    permit: Callable[[Address], bool] = is_public
    ports: frozenset[int] = PORTS
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    async def check(self, url: str) -> None:
        """Raises `url_not_allowed` for what may never be called, `url_unreachable` for a name nobody knows."""
        target = self.parsed(url)
        await self.addresses(target.host, _port_of(target))

    def client(self) -> httpx.AsyncClient:
        """Ignores proxies, cookies' owners and redirects; every connection is resolved, checked and pinned."""
        timeout = httpx.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS)
        return httpx.AsyncClient(
            transport=_Pinned(self), timeout=timeout, trust_env=False, follow_redirects=False,
            headers={"user-agent": "Thumbworks", "accept-encoding": "identity"},
        )  # fmt: skip

    async def fetch(self, url: str, hosts: Iterable[str] | None = None, limits: Limits | None = None) -> bytes:
        """The body of a GET. With `hosts`, the link and each redirect must lead to one of those names."""
        limits, allowed = limits or Limits(), None if hosts is None else frozenset(hosts)
        try:
            async with asyncio.timeout(limits.seconds), self.client() as client:
                return await self._followed(client, url, allowed, limits.max_bytes)
        except (httpx.HTTPError, OSError) as error:  # a TimeoutError is an OSError
            raise unreachable() from error

    async def _followed(
        self, client: httpx.AsyncClient, url: str, hosts: frozenset[str] | None, max_bytes: int
    ) -> bytes:
        for _ in range(MAX_REDIRECTS + 1):
            target = self.parsed(url)
            if hosts is not None and target.host not in hosts:
                raise not_allowed(f"Links to {target.host} are not followed here.")
            async with client.stream("GET", target) as response:
                if response.status_code not in REDIRECTS:
                    return await _body(response, max_bytes)
                url = _joined(target, response.headers.get("location", ""))
            client.cookies.clear()
        raise unreachable("That link leads from one address to the next without end.")

    def parsed(self, url: str) -> httpx.URL:
        """Raises `url_not_allowed` unless it is a plain http or https address of a host, on an ordinary port."""
        try:
            target = httpx.URL(url if len(url) <= MAX_URL_LETTERS else "")
        except (httpx.InvalidURL, ValueError) as error:
            raise not_allowed() from error
        if target.scheme not in SCHEMES or not target.host or target.userinfo or _port_of(target) not in self.ports:
            raise not_allowed()
        return target

    async def addresses(self, host: str, port: int) -> list[str]:
        """Where a connection may go; all of them or none."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                found = await self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise unreachable() from error
        if not found or not all(self._permitted(one) for one in found):
            raise not_allowed()
        return found[:MAX_ADDRESSES]

    def _permitted(self, text: str) -> bool:
        address = address_of(text)
        return address is not None and self.permit(address)


class _PinnedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to checked addresses; TLS above it still speaks to the name."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failure: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError(host)
        for address in await self._outside.addresses(host, port):
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


class _Pinned(httpx.AsyncHTTPTransport):
    def __init__(self, outside: Outside) -> None:
        super().__init__(trust_env=False)
        tls = outside.tls or httpx.create_ssl_context(trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, network_backend=_PinnedBackend(outside), max_keepalive_connections=0
        )


async def _body(response: httpx.Response, max_bytes: int) -> bytes:
    """The raw bytes: a compressed body could be a thousand times longer than it looks, and was not asked for."""
    if not response.is_success or response.headers.get("content-encoding", "identity") != "identity":
        raise unreachable()
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > max_bytes:
        raise _too_large(max_bytes)
    return b"".join([chunk async for chunk in _capped(response.aiter_raw(), max_bytes)])


async def _capped(chunks: AsyncIterator[bytes], max_bytes: int) -> AsyncIterator[bytes]:
    seen = 0
    async for chunk in chunks:
        seen += len(chunk)
        if seen > max_bytes:
            raise _too_large(max_bytes)
        yield chunk


def _joined(here: httpx.URL, location: str) -> str:
    try:
        return str(here.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise unreachable() from error


def _port_of(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def not_allowed(message: str | None = None) -> PermanentError:
    return PermanentError(Code.URL_NOT_ALLOWED, message)


def unreachable(message: str | None = None, **details: Any) -> PermanentError:
    return PermanentError(Code.URL_UNREACHABLE, message, **details)


def _too_large(max_bytes: int) -> PermanentError:
    return PermanentError(Code.URL_TOO_LARGE, f"At most {max_bytes // 1_000_000} MB are fetched.")
