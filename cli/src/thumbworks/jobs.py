"""The verbs for jobs: `jobs` lists the newest, `retry` makes what one of them left out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

import typer

from thumbworks.finishing import at_home
from thumbworks.picturing import watched
from thumbworks.running import Json, run

if TYPE_CHECKING:
    from thumbworks.api import Api

Words = list[str] | None


def jobs(
    limit: Annotated[int, typer.Option(help="How many at most, 1 to 100.")] = 20,
    status: Annotated[str | None, typer.Option(help="Only queued, running, succeeded, failed, canceled, ...")] = None,
    cursor: Annotated[str | None, typer.Option(help="Where the page before said that the next one begins.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """List the newest jobs: how they stand and what they cost."""
    from thumbworks import showing  # noqa: PLC0415 - as in `main`: each verb imports what it needs

    page = run(at_home(lambda api: listed(api, limit=limit, status=status, cursor=cursor)), as_json=as_json)
    if as_json:
        showing.as_json(page)
    else:
        showing.show_jobs(page)


async def listed(api: "Api", **asked: Any) -> dict[str, Any]:
    """{items, next_cursor}"""
    return await api.get(f"/jobs?{urlencode({name: value for name, value in asked.items() if value is not None})}")


def retry(
    job: Annotated[str, typer.Argument(help="The id of a job that is over, as `jobs` shows it: job_...")],
    model: Annotated[str | None, typer.Option(help="Another model than it was asked for.")] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed.")] = None,
    allow: Annotated[
        Words, typer.Option(metavar="RECIPIENT", help="Who may receive the selfies, such as google. May be repeated.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the thumbnails go.")] = Path("thumbnails"),
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every variant anew, not only the missing ones.")] = False,
    as_json: Json = False,
) -> None:
    """Make the missing variants of a job, from what it was asked for: a new job with its own price."""
    from thumbworks import making  # noqa: PLC0415

    wanted = {"all": everything or None, "model_pref": model, "seed": seed}
    body = {name: value for name, value in wanted.items() if value is not None}
    work = watched(
        lambda api, watcher: making.retry(api, job, body, watcher, allow=allow or [], out=out), as_json=as_json
    )
    raise typer.Exit(run(work, as_json=as_json))
