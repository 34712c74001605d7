"""The command line: `thumbworks <verb>`. Each verb imports what it needs when it runs, so that all start quickly."""

from typing import Annotated, Any

import typer

from thumbworks import accounting, extending, finishing, jobs, picturing
from thumbworks.errors import HouseError
from thumbworks.running import Exit, Json, fail, refuse, run, say

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A few selfies in, platform-perfect thumbnails out.",
)

app.add_typer(accounting.credits_app, name="credits")
app.add_typer(extending.extras_app, name="extras")


_ITS_OWN_OPTIONS: dict[str, Any] = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


@app.command()
def doctor(*, as_json: Json = False) -> None:
    """Say what is installed, which ports and models there are, and what is not configured."""
    from thumbworks import doctor as examination  # noqa: PLC0415 - see the module's docstring

    raise typer.Exit(0 if examination.show(as_json=as_json) else 1)


@app.command()
def lock(
    *, upgrade: Annotated[bool, typer.Option(help="Take newer versions too.")] = False, as_json: Json = False
) -> None:
    """Write requirements/*.lock anew from what the projects ask for."""
    from thumbworks import showing  # noqa: PLC0415
    from thumbworks.home import checkout  # noqa: PLC0415
    from thumbworks.setup.lock import write_locks  # noqa: PLC0415

    files = [str(file) for file in write_locks(checkout(), upgrade=upgrade)]
    if as_json:
        showing.as_json({"files": files})
    else:
        print("\n".join(files))


@app.command()
def docs() -> None:
    """Write the pages that are read out of the code: settings, events, errors, OpenAPI, AsyncAPI."""
    from thumbworks.documents import write  # noqa: PLC0415
    from thumbworks.home import checkout  # noqa: PLC0415

    for page in write(checkout()):
        print(page)


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


app.command()(picturing.make)
app.command()(picturing.layout)
app.command()(picturing.models)
app.command(name="jobs")(jobs.jobs)
app.command()(jobs.retry)
app.command()(finishing.retext)
app.command()(finishing.export)


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Where the API answers.")] = 8000,
    *,
    processes: Annotated[bool, typer.Option("--processes", help="One process per service.")] = False,
    simulate: Annotated[str | None, typer.Option(metavar="PROVIDER", help="Play a provider, no key: gemini.")] = None,
    as_json: Json = False,
) -> None:
    """Serve the API and every room until Ctrl-C."""
    from thumbworks.home import Home, HomeBusyError  # noqa: PLC0415
    from thumbworks.serving import serve  # noqa: PLC0415

    home = Home.open()
    try:
        opened = serve(home, say, port=port, processes=processes, simulate=simulate, as_json=as_json)
        run(opened, as_json=as_json)
    except HomeBusyError as busy:
        running = home.stack()
        fail(
            f"Thumbworks is running already{f' at {running.url}' if running else ''}; stop it first.",
            Exit.CANNOT_STAND,
            busy,
        )


@app.command()
def replay(
    job: Annotated[str, typer.Argument(help="The id of a job.")],
    *,
    payload: Annotated[bool, typer.Option("--payload", help="Show what each event carried.")] = False,
    as_json: Json = False,
) -> None:
    """Tell the life of a job from the stream of events."""
    from thumbworks import showing  # noqa: PLC0415
    from thumbworks.home import Home  # noqa: PLC0415
    from thumbworks.joining import any_servers  # noqa: PLC0415
    from thumbworks.replaying import retold  # noqa: PLC0415

    async def tell() -> list[dict[str, Any]]:
        async with any_servers(Home.open(), say) as servers:
            return [entry async for entry in retold(servers, job)]

    entries = run(tell(), as_json=as_json)
    if not entries:
        fail(f"The stream remembers no job {job}.", Exit.BAD_INPUT)
    if as_json:
        showing.as_json(
            entries if payload else [{k: v for k, v in entry.items() if k != "payload"} for entry in entries]
        )
    else:
        showing.show_timeline(entries, payloads=payload)


@app.command()
def token(
    user: Annotated[str, typer.Option(help="The user's UUID.")],
    email: Annotated[str, typer.Option(help="The user's address.")] = "",
    hours: Annotated[float, typer.Option(help="How long it is valid.")] = 12.0,
    *,
    as_json: Json = False,
) -> None:
    """Print a token for an API that runs with THUMBWORKS_JWT_SECRET."""
    from gateway.settings import GatewaySettings  # noqa: PLC0415
    from thumbworks import showing  # noqa: PLC0415
    from thumbworks.wallet import mint  # noqa: PLC0415

    settings = GatewaySettings(auth="local")  # only read here: nothing is opened
    try:
        secret = settings.jwt_secret.get_secret_value()
        minted = mint(secret, settings.jwt_audience, settings.jwt_issuer, user, email, hours)
    except HouseError as error:
        refuse({"code": "house_error", "detail": str(error)}, str(error), Exit.CANNOT_STAND, error, as_json=as_json)
    if as_json:
        showing.as_json({"token": minted})
    else:
        print(minted)
