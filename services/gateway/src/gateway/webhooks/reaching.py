"""Which addresses may be called: https anywhere public, and by setting what lies inside.

Checked when an address is given and again with every connection, which goes to exactly the address that was checked.
"""

from collections.abc import Iterable
from dataclasses import replace

import httpx

from common.errors import PermanentError
from gateway.addresses import Address
from gateway.outside import Outside, not_allowed


class Reach:
    def __init__(self, inside: Iterable[str] = (), *, http: bool = False, outside: Outside | None = None) -> None:
        """`inside`: `host:port` of receivers in one's own network, which may be called by http too."""
        tls = httpx.create_ssl_context(trust_env=False)  # once: making one takes longer than most calls
        self._outside = replace(outside or Outside(), tls=tls)
        self._inside = frozenset(inside)
        self._http = http

    async def check(self, url: str, pointer: str) -> None:
        """Raises `url_not_allowed` or `url_unreachable`, naming the field it came in."""
        try:
            await self._door(url).check(url)
        except PermanentError as error:
            errors = [{"pointer": pointer, "detail": error.message, "code": error.code}]
            raise PermanentError(error.code, error.message, errors=errors) from error

    def client(self, url: str) -> httpx.AsyncClient:
        """Raises `url_not_allowed` for what may never be called."""
        return self._door(url).client()

    def _door(self, url: str) -> Outside:
        try:
            target = httpx.URL(url)
        except (httpx.InvalidURL, ValueError) as error:
            raise not_allowed() from error
        port = target.port or (443 if target.scheme == "https" else 80)
        if f"{target.host}:{port}" in self._inside:
            return replace(self._outside, permit=_anything, ports=frozenset({port}))
        if target.scheme != "https" and not self._http:
            raise not_allowed("Webhooks go to https addresses.")
        return self._outside


def _anything(_: Address) -> bool:
    return True
