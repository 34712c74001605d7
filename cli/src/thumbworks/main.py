"""The command line: `thumbworks <verb>`."""

import typer

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def root() -> None:
    """Thumbworks: a few selfies in, platform-perfect thumbnails out."""
