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
        env=os.environ | environment,
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


def certificates() -> str | None:
    """The certificates this machine trusts, for tools that bring their own list and would not look."""
    candidates = (os.environ.get("SSL_CERT_FILE"), *_BUNDLES)
    return next((file for file in candidates if file and Path(file).is_file()), None)
