"""The verbs for a finished picture: `retext` sets other words on it, `export` takes it away. Both are free."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thumbworks.running import Json, run

if TYPE_CHECKING:
    from thumbworks.api import Api

RenderId = Annotated[str, typer.Argument(metavar="RENDER", help="Its id, as the table of `make` shows it: rnd_...")]
Words = list[str] | None


def retext(
    render: RenderId,
    headline: Annotated[str | None, typer.Option(help="Other words, by the rules of `make`.")] = None,
    subtext: Annotated[str | None, typer.Option(help='A second, smaller line; "" takes it away.')] = None,
    locales: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help='A pack of languages: {"de": {"headline": "..."}, ...}.'),
    ] = None,
    font: Annotated[str | None, typer.Option(help="A family, such as Anton.")] = None,
    mood: Annotated[str | None, typer.Option(help="chunky-sans, condensed-sans, slab or handwritten.")] = None,
    case: Annotated[str | None, typer.Option(help="upper or as-is.")] = None,
    fill: Annotated[str | None, typer.Option(metavar="#RRGGBB", help="Color of the letters.")] = None,
    accent: Annotated[str | None, typer.Option(metavar="#RRGGBB", help="Color of the stressed words.")] = None,
    stroke: Annotated[float | None, typer.Option(help="Outline in pixels.")] = None,
    placement: Annotated[str | None, typer.Option(help="top, bottom, left, right or around.")] = None,
    label: Annotated[str | None, typer.Option(help="The visible AI label: auto, on or off.")] = None,
    out: Annotated[Path, typer.Option(help="Where the pictures go.")] = Path("thumbnails"),
    *,
    as_json: Json = False,
) -> None:
    """Set other words, or their look, on a finished picture: free, and the old one stays."""
    given = {"font": font, "mood": mood, "case": case, "fill": fill, "accent": accent, "stroke": stroke}
    style = {name: value for name, value in {**given, "placement": placement}.items() if value is not None}
    said = {"headline": headline, "subtext": subtext, "disclosure": label, "style": style or None}
    body = {name: value for name, value in said.items() if value is not None}
    if locales is not None:
        body = {"locales": read_json(locales), **({"style": style} if style else {})}
    if not body:
        message = "Say what to change: --headline, --subtext, --locales, --fill, ..."
        raise typer.BadParameter(message)
    shown(run(at_home(lambda api: retexted(api, render, body, out)), as_json=as_json), as_json=as_json)


def export(
    render: RenderId,
    platform: Annotated[
        Words, typer.Option(help="youtube, instagram, reels, x, whatsapp or all. May be repeated.")
    ] = None,
    size: Annotated[Words, typer.Option(metavar="WxH", help="A size of your own. May be repeated.")] = None,
    kind: Annotated[
        Words, typer.Option("--format", help="png (unless you say so), jpg, webp or json. May be repeated.")
    ] = None,
    language: Annotated[Words, typer.Option(help="One that `retext --locales` made, or all. May be repeated.")] = None,
    out: Annotated[Path, typer.Option(help="Where the file goes.")] = Path("thumbnails"),
    *,
    zipped: Annotated[bool, typer.Option("--zip", help="A zip with a manifest, for a single file too.")] = False,
    as_json: Json = False,
) -> None:
    """Take a finished picture away: other sizes, formats and languages, as one file or a zip."""
    body: dict[str, Any] = {"sizes": [*(platform or []), *(size or [])], "zip": zipped}
    if kind:
        body["formats"] = kind
    if language:
        body["locales"] = True if "all" in language else language
    shown(run(at_home(lambda api: exported(api, render, body, out)), as_json=as_json), as_json=as_json)


def read_json(file: Path) -> Any:
    try:
        return json.loads(file.read_text())
    except ValueError as error:
        message = f"{file.name} is not JSON: {error}"
        raise typer.BadParameter(message) from error


async def at_home(work: Callable[["Api"], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    from thumbworks.api import Api  # noqa: PLC0415 - as in `main`: each verb imports what it needs
    from thumbworks.home import Home  # noqa: PLC0415
    from thumbworks.joining import any_house, token  # noqa: PLC0415
    from thumbworks.running import say  # noqa: PLC0415

    async with any_house(Home.open(), say) as url, Api(url, token()) as api:
        return await work(api)


async def retexted(api: "Api", render: str, body: dict[str, Any], out: Path) -> dict[str, Any]:
    """{renders, files}: every new picture as `<render>.png`, or with its language."""
    verb = "locales" if "locales" in body else "text"
    answer = await api.post(f"/renders/{render}/{verb}", body)
    renders: list[dict[str, Any]] = answer if verb == "locales" else [answer]
    out.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - a local folder, nothing else runs
    files: list[str] = []
    for one in renders:
        file = out / f"{one['id']}{'-' + one['locale'] if one['locale'] else ''}.png"
        file.write_bytes(await api.download(one["files"]["png"]))
        files.append(str(file))
    return {"renders": renders, "files": files}


async def exported(api: "Api", render: str, body: dict[str, Any], out: Path) -> dict[str, Any]:
    """{files}: the one file, under the name the API gives it."""
    name, data = await api.take(f"/renders/{render}/export", body)
    out.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - as above
    file = out / Path(name).name
    file.write_bytes(data)
    return {"files": [str(file)]}


def shown(result: dict[str, Any], *, as_json: bool) -> None:
    from thumbworks import showing  # noqa: PLC0415

    if as_json:
        showing.as_json(result)
    else:
        print("\n".join(result["files"]))
