"""`doctor`: what is installed here, what is missing, and the command that mends it."""

import importlib
import json
import os
import re
import shutil
import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from common.settings import Settings
from thumbworks import engines
from thumbworks.embedded import nats, pgprograms
from thumbworks.embedded.account import ordinary_account
from thumbworks.errors import HouseError
from thumbworks.findings import REINSTALL, Finding, filled_in, installed, shown
from thumbworks.home import Home, assets_folder, checkout, home_folder
from thumbworks.setup import manifest

_SERVICES = ("gateway", "credits", "identity", "gen_studio", "compositor")
_LITTLE_SPACE = 1e9
_MARKS = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "broken": "[red]broken[/]"}


def show(*, as_json: bool) -> bool:
    """Print the findings; whether nothing is broken."""
    findings = examine()
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        Console().print(_table(findings))
    return all(finding.state != "broken" for finding in findings)


def examine() -> list[Finding]:
    return [finding for look in LOOKS for finding in look()]


def _table(findings: Iterable[Finding]) -> Table:
    table = Table("", "what", "found", "to mend it", box=None, pad_edge=False)
    for finding in findings:
        table.add_row(_MARKS[finding.state], finding.what, finding.found, finding.mend)
    return table


def python() -> Iterable[Finding]:
    yield Finding("Python", "ok", f"{sys.version.split()[0]} in {sys.prefix}")


def packages() -> Iterable[Finding]:
    """Compares what is installed with the lock; a package pinned twice (for two Pythons) may be either."""
    lock = (checkout() / "requirements/main.lock").read_text()
    pinned: dict[str, set[str]] = {}
    optional: set[str] = set()
    for name, version, marker in re.findall(r"^([\w.-]+)==(\S+)( ;.*)?", lock, re.MULTILINE):
        pinned.setdefault(name, set()).add(version)
        optional |= {name} if marker else set()
    wrong = [n for n, versions in pinned.items() if not _fits(installed(n), versions, n in optional)]
    state = "broken" if wrong else "ok"
    yield Finding("packages", state, shown(wrong) or f"{len(pinned)} as locked", REINSTALL if wrong else "")
    if installed("opencv-python"):
        yield Finding("opencv", "broken", "opencv-python overwrites the headless one", REINSTALL)


def _fits(version: str | None, allowed: set[str], is_optional: bool) -> bool:  # noqa: FBT001 - a predicate of three facts
    return version in allowed or (version is None and is_optional)


def nats_server() -> Iterable[Finding]:
    if os.environ.get("THUMBWORKS_NATS_URL"):
        yield Finding("nats-server", "note", "the one THUMBWORKS_NATS_URL names; it must be 2.10 or newer")
        return
    try:
        program = nats.find_program()
        nats.require_version(program)
    except HouseError as error:
        yield Finding("nats-server", "broken", error.problem, error.mend)
    else:
        yield Finding("nats-server", "ok", f"{nats.version_of(program)} (2.10 is the oldest), {program}")


def postgres() -> Iterable[Finding]:
    try:
        account = ordinary_account()
        version = pgprograms.version_of(pgprograms.find_programs())
    except HouseError as error:
        yield Finding("Postgres", "broken", error.problem, error.mend)
    else:
        yield Finding("Postgres", "ok", f"{version}, run as {account.name if account else 'you'}")


def assets() -> Iterable[Finding]:
    """Reads every file: a model that was cut short fails here, not in the middle of a job."""
    root, folder = checkout(), assets_folder()
    for kind, plural in (("model", "models"), ("font", "fonts"), ("emoji", "emoji")):
        files = [f for package in manifest.read(root / "assets.toml") if package.kind == kind for f in package.files]
        bad = [Path(file.target).name for file in files if not file.is_intact(folder)]
        if bad:
            yield Finding(
                plural, "broken", f"missing or damaged: {shown(bad)}", f"rm -r {folder} && ./thumbworks doctor"
            )
        elif files:
            yield Finding(plural, "ok", f"{len(files)} files, hashes fit, {folder / plural}")


def data() -> Iterable[Finding]:
    folder = home_folder()
    free = shutil.disk_usage(next(p for p in (folder, *folder.parents) if p.exists())).free
    state = "ok" if free > _LITTLE_SPACE else "note"
    yield Finding("THUMBWORKS_HOME", state, f"{folder}, {free / 1e9:.0f} GB free")


def running() -> Iterable[Finding]:
    """Who answers on the API's port: our own stack, somebody else, nobody."""
    stack = Home.open().stack()
    port = _port()
    if stack:
        yield Finding("stack", "ok", f"runs at {stack.url} (process {stack.pid})")
    elif _is_taken(port):
        yield Finding("port", "note", f"{port} is in use by another program", "./thumbworks up --port 8001")
    else:
        yield Finding("port", "ok", f"{port} is free; NATS takes any free port, Postgres a private socket")


def _port() -> int:
    default = importlib.import_module("gateway.settings").GatewaySettings.model_fields["port"].default
    return int(os.environ.get("THUMBWORKS_PORT") or default)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def settings() -> Iterable[Finding]:
    """Every declared setting that is empty unless somebody fills it in."""
    for service in _SERVICES:
        if find_spec(f"{service}.settings"):
            importlib.import_module(f"{service}.settings")
    filled = filled_in()
    fields = {n: f for cls in (Settings, *Settings.__subclasses__()) for n, f in cls.model_fields.items()}
    for name, field in fields.items():
        if field.default in ("", SecretStr("")):
            variable = f"THUMBWORKS_{name.upper()}"
            state, said = ("ok", "set") if filled.get(variable) else ("note", "not set")
            yield Finding(variable, state, f"{said}. {field.description}")


LOOKS: tuple[Callable[[], Iterable[Finding]], ...] = (
    python, packages, nats_server, postgres, assets, engines.look, data, running, settings,
)  # fmt: skip
