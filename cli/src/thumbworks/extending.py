"""`thumbworks extras`: optional engines, which are here, and how one comes in or goes."""

import subprocess
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from thumbworks.errors import HouseError
from thumbworks.findings import installed
from thumbworks.home import checkout
from thumbworks.running import Exit, Json, fail, refuse
from thumbworks.setup import extras
from thumbworks.setup.extras import EXTRAS, Extra

Names = Annotated[list[str], typer.Argument(help="Names as `extras` lists them.")]

extras_app = typer.Typer(help="Optional engines: list, add, remove.")


@extras_app.callback(invoke_without_command=True)
def listing(context: typer.Context, *, as_json: Json = False) -> None:
    """List the optional engines: what for, under which terms, how large, and which are here."""
    if context.invoked_subcommand is None:
        show(rows(), as_json=as_json)


@extras_app.command("add")
def add(names: Names, *, as_json: Json = False) -> None:
    """Install engines into `.venv`; later set-ups keep them."""
    change(names, lambda kept, named: [*kept, *(one for one in named if one not in kept)], as_json=as_json)


@extras_app.command("remove")
def remove(names: Names, *, as_json: Json = False) -> None:
    """Take engines out of `.venv` again."""
    change(names, lambda kept, named: [one for one in kept if one not in named], as_json=as_json)


def change(names: list[str], changed: Callable[[list[Extra], list[Extra]], list[Extra]], *, as_json: bool) -> None:
    """Remember what is wanted, and let the set-up bring `.venv` to it; a set-up that fails leaves all as it was."""
    root = checkout()
    kept = extras.remembered(root)
    try:
        wanted = changed(kept, [extras.known(name) for name in names])
    except HouseError as error:
        refuse({"code": "house_error", "detail": str(error)}, str(error), Exit.BAD_INPUT, error, as_json=as_json)
    if not bring(root, kept, wanted):
        fail("Nothing was changed.", Exit.CANNOT_STAND)
    show(rows(), as_json=as_json)


def bring(root: Path, kept: list[Extra], wanted: list[Extra]) -> bool:
    """Whether `./thumbworks` could set up what is wanted; it finds its list changed, and says itself what is wrong."""
    done = False
    extras.remember(root, wanted)
    try:
        set_up = subprocess.run([str(root / "thumbworks"), "extras", "--json"], stdout=subprocess.DEVNULL, check=False)
        done = set_up.returncode == 0
    finally:
        if not done:
            extras.remember(root, kept)
    return done


def rows() -> list[dict[str, Any]]:
    """Every extra as it stands here; `version` is empty where it is not installed."""
    kept = extras.remembered(checkout())
    return [asdict(one) | {"version": installed(one.package) or "", "added": one in kept} for one in EXTRAS]


def show(listed: list[dict[str, Any]], *, as_json: bool) -> None:
    from thumbworks import showing  # noqa: PLC0415 - see main

    if as_json:
        showing.as_json({"extras": listed})
    else:
        show_table(listed)


def show_table(listed: list[dict[str, Any]]) -> None:
    from rich import box  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console, table = Console(), Table(box=box.SIMPLE)
    table.add_column("Extra", no_wrap=True)
    table.add_column("Here", no_wrap=True)
    table.add_column("What for, its license, its size, and what it is used with", overflow="fold")
    for one in listed:
        table.add_row(one["name"], standing(one), "\n".join(about(one)))
    console.print(table)


def about(one: dict[str, Any]) -> list[str]:
    size = f"{one['megabytes']} MB{', and torch' if one['needs_torch'] else ''}"
    used = f"{one['setting']}={one['value']}" if one["value"] else one["setting"]
    return [one["purpose"], one["license"], *([] if one["always"] else [size]), used]


def standing(one: dict[str, Any]) -> str:
    """In a few words: whose doing it is that it is here, or that it is not."""
    if not one["version"]:
        return "missing" if one["added"] else "no"
    return f"{one['version']}, {'always' if one['always'] else 'added' if one['added'] else 'not added'}"
