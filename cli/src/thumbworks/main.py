"""The command line: `thumbworks <verb>`. Each verb imports what it needs when it runs, so that all start quickly."""

import asyncio
import sys
from collections.abc import Coroutine
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Never, TypeVar

import typer

from thumbworks.errors import HouseError

T = TypeVar("T")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A few selfies in, platform-perfect thumbnails out.",
)

credits_app = typer.Typer(no_args_is_help=True, help="Wallets of this installation.")
app.add_typer(credits_app, name="credits")


class Exit(IntEnum):
    """What the shell is told."""

    DONE = 0
    NOT_DELIVERED = 1
    BAD_INPUT = 2
    CANNOT_STAND = 3
    INTERRUPTED = 130


Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
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


Images = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="One to ten selfies.")]
Out = Annotated[Path, typer.Option(help="Where the thumbnails go.")]


@app.command()
def make(
    images: Images,
    headline: Annotated[str, typer.Option(help="The words on the thumbnail; two to six work best.")],
    subtext: Annotated[str, typer.Option(help="A second, smaller line.")] = "",
    title: Annotated[str, typer.Option(help="The video's title or core message.")] = "",
    platform: Annotated[
        str, typer.Option(help="youtube, instagram-post, reels, x-header, whatsapp-banner.")
    ] = "youtube",
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Pixels; for a platform `custom`.")] = None,
    vibe: Annotated[list[str] | None, typer.Option(help="bold, clean, cinematic, neon, ... May be repeated.")] = None,
    emotion: Annotated[str | None, typer.Option(help="shock, curiosity, authority, joy, concern, deadpan.")] = None,
    colors: Annotated[
        str | None,
        typer.Option(help="warm, cool, brand, high-contrast, grayscale-accent, or brand colours: #e11d48,#111111."),
    ] = None,
    face: Annotated[str | None, typer.Option(help="left, right or center.")] = None,
    text: Annotated[str | None, typer.Option(help="top, bottom, left, right or around.")] = None,
    thirds: Annotated[str | None, typer.Option(help="left or right.")] = None,
    variants: Annotated[int, typer.Option(help="2, 4 or 6.")] = 4,
    quality: Annotated[str, typer.Option(help="draft, std or 4k.")] = "std",
    model: Annotated[str, typer.Option(help="auto, studio, or another model's id or alias.")] = "auto",
    seed: Annotated[int | None, typer.Option(help="The same seed makes the same pictures.")] = None,
    out: Out = Path("thumbnails"),
    *,
    as_json: Json = False,
) -> None:
    """Make thumbnails of a person's own face."""
    from thumbworks import asking  # noqa: PLC0415
    from thumbworks.making import Order, make  # noqa: PLC0415

    given = {name: value for name, value in locals().items() if name in asking.ANSWERS}
    order = Order(tuple(images), asking.brief(given), asking.run(variants, quality, model, seed), out)
    status = _run(_make(order, make, as_json=as_json), as_json=as_json)
    raise typer.Exit(status)


async def _make(order: Any, make: Any, *, as_json: bool) -> Exit:
    from thumbworks import showing  # noqa: PLC0415
    from thumbworks.api import Api  # noqa: PLC0415
    from thumbworks.home import Home  # noqa: PLC0415
    from thumbworks.joining import any_house, token  # noqa: PLC0415

    home = Home.open()
    with showing.Screen() as screen:
        async with any_house(home, screen.say) as url, Api(url, token()) as api:
            made = await make(api, order, screen)
    if as_json:
        showing.as_json(showing.made_as_dict(made))
    else:
        showing.show_made(made)
    return Exit.DONE if made.job["status"] == "succeeded" else Exit.NOT_DELIVERED


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Where the API answers.")] = 8000,
    *,
    processes: Annotated[bool, typer.Option("--processes", help="One process per service.")] = False,
    as_json: Json = False,
) -> None:
    """Serve the API and every room until Ctrl-C."""
    from thumbworks.home import Home, HomeBusyError  # noqa: PLC0415
    from thumbworks.serving import serve  # noqa: PLC0415

    home = Home.open()
    try:
        _run(serve(home, _say, port=port, processes=processes, as_json=as_json), as_json=as_json)
    except HomeBusyError as busy:
        running = home.stack()
        _fail(
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
        async with any_servers(Home.open(), _say) as servers:
            return [entry async for entry in retold(servers, job)]

    entries = _run(tell(), as_json=as_json)
    if not entries:
        _fail(f"The stream remembers no job {job}.", Exit.BAD_INPUT)
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
        minted = mint(settings.jwt_secret.get_secret_value(), settings.jwt_audience, user, email, hours)
    except HouseError as error:
        _refuse({"code": "house_error", "detail": str(error)}, str(error), Exit.CANNOT_STAND, error, as_json=as_json)
    if as_json:
        showing.as_json({"token": minted})
    else:
        print(minted)


@credits_app.command("grant")
def grant_credits(
    amount: Annotated[int, typer.Argument(min=1, help="Credits to add.")],
    user: Annotated[str | None, typer.Option(help="The user's UUID; the local user when left out.")] = None,
    key: Annotated[str | None, typer.Option(help="The same key grants once.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Add credits to a wallet, with an entry in the audit trail."""
    from gateway.auth import LOCAL_USER  # noqa: PLC0415
    from thumbworks import showing  # noqa: PLC0415
    from thumbworks.home import Home  # noqa: PLC0415
    from thumbworks.joining import any_servers  # noqa: PLC0415
    from thumbworks.wallet import grant  # noqa: PLC0415

    async def give() -> dict[str, Any]:
        async with any_servers(Home.open(), _say) as servers:
            return await grant(servers, user or LOCAL_USER, amount, key)

    granted = _run(give(), as_json=as_json)
    if as_json:
        showing.as_json(granted)
    else:
        print(f"{amount} credits granted; the balance is {granted['credits']}.")


def _run(work: Coroutine[Any, Any, T], *, as_json: bool = False) -> T:
    """Run to the end; what can go wrong becomes one sentence, or a problem document, and an exit code."""
    import httpx  # noqa: PLC0415

    from common.errors import ThumbworksError  # noqa: PLC0415
    from thumbworks.api import ApiError  # noqa: PLC0415

    try:
        return asyncio.run(work)
    except KeyboardInterrupt as error:
        raise typer.Exit(Exit.INTERRUPTED) from error
    except ApiError as error:
        _refuse(error.problem, str(error), Exit.BAD_INPUT, error, as_json=as_json)
    except HouseError as error:
        _refuse({"code": "house_error", "detail": str(error)}, str(error), Exit.CANNOT_STAND, error, as_json=as_json)
    except ThumbworksError as error:
        _refuse({"code": error.code, "detail": error.message}, error.message, Exit.CANNOT_STAND, error, as_json=as_json)
    except httpx.TransportError as error:
        _refuse({"code": "api_unreachable"}, "The API cannot be reached.", Exit.CANNOT_STAND, error, as_json=as_json)


def _refuse(problem: dict[str, Any], sentence: str, status: Exit, cause: Exception, *, as_json: bool) -> Never:
    if as_json:
        from thumbworks import showing  # noqa: PLC0415

        showing.as_json(problem)
        raise typer.Exit(status) from cause
    code = problem.get("code")
    _fail(f"{sentence} ({code})" if code != "house_error" else sentence, status, cause)


def _fail(sentence: str, status: Exit, cause: BaseException | None = None) -> Never:
    print(f"thumbworks: {sentence}", file=sys.stderr)
    raise typer.Exit(status) from cause


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
