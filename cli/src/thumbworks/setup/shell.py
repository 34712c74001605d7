"""Calling other programs during set-up, and saying what goes on."""

import os
import subprocess
import sys
from pathlib import Path

from thumbworks.errors import diagnose

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


def say(line: str) -> None:
    """Progress goes to stderr: stdout belongs to the command that was asked for."""
    print(f"thumbworks: {line}", file=sys.stderr, flush=True)


def run(what: str, command: list[str], cwd: Path | None = None, **environment: str) -> str:
    """Run a tool; its output when it succeeds, a `HouseError` about `what` when it does not."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | certificates() | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise diagnose(what, done.stdout)
    return done.stdout


def certificates() -> dict[str, str]:
    """What makes pip, uv and npm trust what this machine trusts: each would else bring its own list.

    `SSL_CERT_FILE` rules them all; without it the system's own bundle serves uv and npm.
    """
    named = os.environ.get("SSL_CERT_FILE")
    bundle = next((file for file in (named, *_BUNDLES) if file and Path(file).is_file()), None)
    if bundle is None:
        return {}
    settings = {"UV_SYSTEM_CERTS": "1", "npm_config_cafile": bundle} | ({"PIP_CERT": bundle} if named else {})
    return {key: os.environ.get(key, value) for key, value in settings.items()}
