"""What `doctor` says: a finding, and the few questions that several looks ask."""

import os
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

from dotenv import dotenv_values

REINSTALL = "rm -r .venv && ./thumbworks doctor"


@dataclass(frozen=True)
class Finding:
    """One row. `broken` keeps the house from working and makes the exit code 1, a `note` does not."""

    what: str
    state: Literal["ok", "note", "broken"]
    found: str
    mend: str = ""


def installed(package: str) -> str | None:
    """Its version."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def shown(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" and more" if len(names) > 5 else "")  # noqa: PLR2004 - a row of the table


def filled_in() -> dict[str, str]:
    return {name: value for name, value in (dotenv_values(".env") | os.environ).items() if value}
