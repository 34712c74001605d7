"""The command line: `thumbworks <verb>`. Each verb imports what it needs when it runs, so that all start quickly."""

from typing import Annotated, Any

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="A few selfies in, platform-perfect thumbnails out.")

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
_ITS_OWN_OPTIONS: dict[str, Any] = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command()
def doctor(*, as_json: Json = False) -> None:
    """Say what is installed, which ports and models there are, and what is not configured."""
    from thumbworks import doctor as examination  # noqa: PLC0415 - see the module's docstring

    raise typer.Exit(0 if examination.show(as_json=as_json) else 1)


@app.command()
def lock(*, upgrade: Annotated[bool, typer.Option(help="Take newer versions too.")] = False) -> None:
    """Write requirements/*.lock anew from what the projects ask for."""
    from thumbworks.home import checkout  # noqa: PLC0415
    from thumbworks.setup.lock import write_locks  # noqa: PLC0415

    for file in write_locks(checkout(), upgrade=upgrade):
        print(file)


@app.command(context_settings=_ITS_OWN_OPTIONS)
def test(context: typer.Context) -> None:
    """Lint, type-check and run every test; with arguments, pytest alone with those."""
    from thumbworks import checks  # noqa: PLC0415

    raise typer.Exit(checks.test(context.args))


@app.command()
def lint() -> None:
    """Ruff and pyright, as CI runs them."""
    from thumbworks import checks  # noqa: PLC0415

    raise typer.Exit(checks.lint())


@app.command(context_settings=_ITS_OWN_OPTIONS)
def bench(context: typer.Context) -> None:
    """Print the numbers, beside this machine's own floor."""
    from thumbworks import checks  # noqa: PLC0415

    raise typer.Exit(checks.bench(context.args))
