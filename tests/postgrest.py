"""A real PostgREST in front of a test's database: what answers under `rest/v1` on Supabase."""

import os
import platform
import secrets
import signal
import socket
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from thumbworks.embedded.child import Child, spawn
from thumbworks.errors import HouseError
from thumbworks.home import assets_folder, write_private

ROADS = ("postgres", "supabase")  # to the database
SECRET = secrets.token_hex(32)
AUTHENTICATOR = secrets.token_hex(16)
TRIES = 3  # somebody else may take the free port in the moment between asking and using

_CONFIG = """
db-uri = "postgresql://authenticator:{password}@/{database}?host={socket}&port={port}"
db-schemas = "public"
db-anon-role = "anon"
db-pool = 10
db-max-rows = 1000
jwt-secret = "{secret}"
server-host = "127.0.0.1"
server-port = {listen}
openapi-mode = "disabled"
log-level = "crit"
"""


def token(role: str, **claims: str | float) -> str:
    """A token as Supabase would issue it; for `authenticated`, `sub` says who it is."""
    return jwt.encode({"role": role, "exp": time.time() + 3600, **claims}, SECRET, "HS256")


class PostgREST:
    """A running one. `key` is the service role's; it finds back to a Postgres that was restarted."""

    def __init__(self, dsn: str, folder: Path) -> None:
        self.key = token("service_role")
        self._config, self._dsn = folder / "postgrest.conf", dsn
        self._child = self._start(TRIES)

    def _start(self, tries: int) -> Child:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        where = urlsplit(self._dsn)
        options = parse_qs(where.query)
        settings = {"password": AUTHENTICATOR, "database": where.path[1:], "secret": SECRET, "listen": port}
        write_private(self._config, _CONFIG.format(**settings, socket=options["host"][0], port=options["port"][0]))
        log = self._config.with_suffix(".log")
        child = spawn("PostgREST", [str(program()), str(self._config)], log=log, gentle=signal.SIGTERM)
        try:
            with self.asked() as client:
                child.until(lambda: _answers(client))
        except HouseError:
            if tries == 1:
                raise
            return self._start(tries - 1)
        return child

    def asked(self, key: str | None = None) -> httpx.Client:
        """Speaks to it as whoever the token says; without one as the service role."""
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False)

    def stop(self) -> None:
        self._child.stop()


def _answers(client: httpx.Client) -> bool | None:
    """Its schema is read once it knows a table."""
    try:
        return client.get("/plans").is_success or None
    except httpx.TransportError:
        return None


def program() -> Path:
    """Where set-up has put it. Where there is none the test is skipped with the reason; CI takes no excuse."""
    found = assets_folder() / "servers" / "postgrest"
    runs_here = (platform.system(), platform.machine()) == ("Linux", "x86_64")
    if runs_here and found.is_file():
        return found
    reason = "./thumbworks test fetches it" if runs_here else "it comes as a package for Linux on x86-64 alone"
    if os.environ.get("CI") == "true":
        pytest.fail(f"there is no PostgREST: {reason}")
    pytest.skip(f"there is no PostgREST: {reason}")
