"""`.env.example` and `docs/settings.md`: every declared setting, its default and what it is."""

import importlib
import json
from typing import Any

from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo

from common.settings import Settings
from thumbworks.documents.interfaces import services
from thumbworks.documents.markdown import WRITTEN_BY, code, table

WIDTH = 110

# What only the command line and the script read; everything else is a setting of a service.
OF_THE_COMMAND_LINE: dict[str, str] = {
    "THUMBWORKS_PYTHON": "The Python to set up with; by default the newest of 3.11 to 3.13 on the PATH, else another.",
    "THUMBWORKS_URL": "An API elsewhere for `make` to talk to; by default the one of this machine.",
    "THUMBWORKS_TOKEN": "The token to show there; `./thumbworks token` prints one.",
}

EXAMPLE_HEAD = f"""\
# Every setting with its default. Copy this file to `.env`, uncomment what you change and leave the rest alone; the
# environment wins over the file. None of it is needed for `./thumbworks make` and `./thumbworks up`.
# {WRITTEN_BY}
"""

PAGE_HEAD = f"""\
# Settings

{WRITTEN_BY}

Every service reads these from its environment, else from a file `.env` in its working folder
([.env.example](../.env.example)). The one-machine command reads `THUMBWORKS_HOME` and `THUMBWORKS_ASSETS` from the
environment alone: it needs them before it knows where it is. It starts a bus and a database of its own where
`THUMBWORKS_NATS_URL`, `THUMBWORKS_DATABASE_URL` and `THUMBWORKS_STORE` name none, and always runs in local mode.
"""


def classes() -> dict[str, type[Settings]]:
    """The settings class of each service; the shared one first, under the name it is shown by."""
    return {"every service": Settings} | {service: class_of(service) for service in services()}


def class_of(service: str) -> type[Settings]:
    module = importlib.import_module(f"{service.replace('-', '_')}.settings")
    declared = [thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, Settings)]
    return next(cls for cls in declared if cls.__module__ == module.__name__)


def own(cls: type[Settings]) -> dict[str, FieldInfo]:
    """By environment variable, without what every service has."""
    shared = {} if cls is Settings else Settings.model_fields
    return {variable_of(name, field): field for name, field in cls.model_fields.items() if name not in shared}


def variable_of(name: str, field: FieldInfo) -> str:
    """Ours begin with `THUMBWORKS_`; a vendor's setting keeps the name that the vendor's own documentation uses."""
    alias = field.validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"THUMBWORKS_{name.upper()}"


def example() -> str:
    lines: list[str] = []
    for owner, cls in classes().items():
        lines += ["", f"# --- {owner} ".ljust(WIDTH, "-"), ""]
        for variable, field in own(cls).items():
            lines += [f"# {field.description}", f"#{variable}={shown(field.default)}"]
    return EXAMPLE_HEAD + "\n".join(lines) + "\n"


def page() -> str:
    parts = [PAGE_HEAD]
    for owner, cls in classes().items():
        rows = [
            (f"`{variable}`", code(shown(field.default)), field.description) for variable, field in own(cls).items()
        ]
        parts.append(f"## {owner.capitalize()}\n\n{table(('variable', 'default', 'what it is'), rows)}")
    rows = [(f"`{variable}`", meaning) for variable, meaning in OF_THE_COMMAND_LINE.items()]
    parts.append(f"## The command line\n\n{table(('variable', 'what it is'), rows)}")
    return "\n".join(parts)


def shown(default: Any) -> str:
    """A default as it would stand in the environment."""
    match default:
        case None:
            return ""
        case SecretStr():
            return default.get_secret_value()
        case bool():
            return str(default).lower()
        case tuple() | list() | dict():
            return json.dumps(default)
        case _:
            return str(default)
