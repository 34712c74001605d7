"""Local mode: one user, this machine, and many ways to refuse."""

import re
from collections.abc import Iterable, Mapping

from common.errors import Code, PermanentError
from gateway.auth.principal import Principal
from gateway.settings import is_loopback

LOCAL_USER = "00000000-0000-4000-8000-000000000001"
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::[0-9]{1,5})?")


class LocalAuth:
    """The one user of this machine.

    Nothing but this machine's own programs may speak as them: no other client address, no page of another site (its
    Origin says so), no name that a stranger's DNS points at loopback (Host), no proxy that lets others through.
    """

    def __init__(self, more_hosts: Iterable[str] = ()) -> None:
        self._hosts = LOCAL_HOSTS | {host.lower() for host in more_hosts}

    def admit(self, client: str | None, headers: Mapping[str, str]) -> None:
        host = headers.get("host", "")
        if client is not None and not is_loopback(client):
            raise PermanentError(Code.FORBIDDEN, "Local mode answers this machine only.")
        if hostname(host) not in self._hosts:
            raise PermanentError(Code.FORBIDDEN, "Local mode does not answer to that Host name.")
        if any(name in headers for name in FORWARDING):
            raise PermanentError(Code.FORBIDDEN, "Local mode does not work behind a proxy.")
        origin = headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host}".lower():
            raise PermanentError(Code.FORBIDDEN, "Local mode does not answer pages of other sites.")

    async def identify(self, headers: Mapping[str, str]) -> Principal:
        del headers
        return Principal(LOCAL_USER, name="local", local=True)


def hostname(host: str) -> str | None:
    """The name in a Host header, in lower case, without its port; None for what is no such header."""
    found = _HOST.fullmatch(host.lower())
    return found[1].strip("[]") if found else None
