"""The verbs that make and change pictures: `make`, and what it can be given: `layout` and `models`."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Never

import typer

from thumbworks.finishing import at_home, read_json
from thumbworks.running import Exit, Json, run

if TYPE_CHECKING:
    from thumbworks.api import Api
    from thumbworks.making import Made, Order, Watcher

_FILE: dict[str, Any] = {"exists": True, "dir_okay": False}

Images = Annotated[list[Path] | None, typer.Argument(**_FILE, help="One to ten selfies; none with --edit.")]
Files = list[Path] | None
Words = list[str] | None


def make(
    images: Images = None,
    headline: Annotated[str | None, typer.Option(help="The words on the thumbnail; two to six work best.")] = None,
    subtext: Annotated[str, typer.Option(help="A second, smaller line.")] = "",
    title: Annotated[str, typer.Option(help="The video's title or core message.")] = "",
    platform: Annotated[
        str | None, typer.Option(help="youtube (unless you say so), instagram-post, reels, x-header, whatsapp-banner.")
    ] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Pixels; for a platform `custom`.")] = None,
    vibe: Annotated[Words, typer.Option(help="bold, clean, cinematic, neon, ... May be repeated.")] = None,
    emotion: Annotated[str | None, typer.Option(help="shock, curiosity, authority, joy, concern, deadpan.")] = None,
    colors: Annotated[
        str | None,
        typer.Option(help="warm, cool, brand, high-contrast, grayscale-accent, or brand colours: #e11d48,#111111."),
    ] = None,
    face: Annotated[str | None, typer.Option(help="left, right or center.")] = None,
    text: Annotated[str | None, typer.Option(help="top, bottom, left, right or around.")] = None,
    thirds: Annotated[str | None, typer.Option(help="left or right.")] = None,
    variants: Annotated[int, typer.Option(help="2, 4 or 6.")] = 4,
    quality: Annotated[str | None, typer.Option(help="draft, std or 4k.")] = None,
    model: Annotated[str | None, typer.Option(help="auto, studio, or what `thumbworks models` lists.")] = None,
    allow: Annotated[
        Words, typer.Option(metavar="RECIPIENT", help="Who may receive the selfies, such as google. May be repeated.")
    ] = None,
    reference: Annotated[Files, typer.Option(**_FILE, help="A picture whose style to follow. May be repeated.")] = None,
    thing: Annotated[
        Files, typer.Option("--object", **_FILE, help="A picture of something to show. May be repeated.")
    ] = None,
    copy: Annotated[
        Path | None,
        typer.Option(**_FILE, help="A thumbnail whose layout to copy; you say that you may use it as a model."),
    ] = None,
    layout: Annotated[
        Path | None, typer.Option(**_FILE, help="With --copy: its layout as it should be, from `thumbworks layout`.")
    ] = None,
    video: Annotated[str | None, typer.Option(metavar="URL", help="A YouTube address to take the moment from.")] = None,
    document: Annotated[str | None, typer.Option(metavar="URL", help="The address of a PDF to draw from.")] = None,
    grounding: Annotated[Words, typer.Option(help="Look it up first: web, image. May be repeated.")] = None,
    thinking: Annotated[str | None, typer.Option(help="minimal, low, medium or high, as the model offers.")] = None,
    tier: Annotated[str | None, typer.Option(help="standard, flex (cheaper) or priority (dearer).")] = None,
    disclosure: Annotated[
        str | None, typer.Option(help="A visible AI label: auto (where a rule asks for it), on or off.")
    ] = None,
    face_lock: Annotated[
        str | None, typer.Option("--face-lock", help="strict: a drawn face passes or is replaced; standard; off.")
    ] = None,
    content_filter: Annotated[
        str | None, typer.Option("--content-filter", help="strict: nothing suggestive, and nothing unlooked at.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed makes the same pictures.")] = None,
    edit: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="RENDER INSTRUCTION", help='Change a finished picture: rnd_... "make the sky red".'),
    ] = None,
    mask: Annotated[Path | None, typer.Option(**_FILE, help="With --edit: white where it may change.")] = None,
    out: Annotated[Path, typer.Option(help="Where the thumbnails go.")] = Path("thumbnails"),
    *,
    draw_text: Annotated[bool, typer.Option("--draw-text", help="Let the model draw the words.")] = False,
    batch: Annotated[bool, typer.Option("--batch", help="Half the provider's price, an answer within a day.")] = False,
    guardian: Annotated[
        bool, typer.Option("--guardian", help="The selfies show a child, and you are its parent or guardian.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would cost and what is in the way; make nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make thumbnails of a person's own face, or change one with --edit."""
    from thumbworks import asking  # noqa: PLC0415 - as in `main`: each verb imports what it needs

    tier = "batch" if batch else tier
    given = {name: value for name, value in locals().items() if name in (*asking.ANSWERS, *asking.FILES)}
    if edit is None:
        _required("IMAGES...", images)
        _required("--headline", headline)
    if layout is not None:
        _required("--copy", copy)
    order = asking.order(
        given,
        images or [],
        out=out,
        edit=edit,
        allow=allow or [],
        variants=variants,
        guardian=guardian,
        layout=read_json(layout) if layout else None,
    )
    if dry_run:
        _rehearsed(order, as_json=as_json)
    from thumbworks import making  # noqa: PLC0415

    work = watched(lambda api, watcher: making.make(api, order, watcher), as_json=as_json)
    raise typer.Exit(run(work, as_json=as_json))


def _required(name: str, value: object) -> None:
    if not value:
        message = f"'{name}' is missing."
        raise typer.BadParameter(message)


def _rehearsed(order: "Order", *, as_json: bool) -> Never:
    from thumbworks import rehearsing, showing  # noqa: PLC0415

    if order.edit:
        message = "--dry-run is for new pictures; an edit costs what one variant costs."
        raise typer.BadParameter(message)
    estimate = run(at_home(lambda api: rehearsing.rehearse(api, order)), as_json=as_json)
    if as_json:
        showing.as_json(estimate)
    else:
        print("\n".join(rehearsing.sentences(estimate)))
    raise typer.Exit(Exit.DONE if estimate["ok"] else Exit.NOT_DELIVERED)


async def watched(work: Callable[["Api", "Watcher"], Awaitable["Made"]], *, as_json: bool) -> Exit:
    """Work that ends in pictures, with its progress on the screen and what came of it printed."""
    from thumbworks import showing  # noqa: PLC0415
    from thumbworks.api import Api  # noqa: PLC0415
    from thumbworks.home import Home  # noqa: PLC0415
    from thumbworks.joining import any_house, token  # noqa: PLC0415

    home = Home.open()
    with showing.Screen(interactive=not as_json) as screen:
        async with any_house(home, screen.say) as url, Api(url, token()) as api:
            made = await work(api, screen)
    if as_json:
        showing.as_json(showing.made_as_dict(made))
    else:
        showing.show_made(made)
    return Exit.DONE if made.job["status"] == "succeeded" else Exit.NOT_DELIVERED


def layout(
    target: Annotated[
        Path, typer.Argument(**_FILE, help="A thumbnail to copy; you say that you may use it as a model.")
    ],
    out: Annotated[Path, typer.Option(help="Where its layout goes, to be corrected.")] = Path("layout.json"),
    *,
    as_json: Json = False,
) -> None:
    """Read how a thumbnail is arranged; `make --copy TARGET --layout FILE` follows it as you left it. Free."""
    from thumbworks import making, showing  # noqa: PLC0415

    reading = run(at_home(lambda api: making.read_layout(api, target)), as_json=as_json)
    out.write_text(json.dumps(reading["spec"], indent=2, ensure_ascii=False))
    if as_json:
        showing.as_json(reading)
    else:
        showing.show_layout(reading)
        print(out)


def models(*, as_json: Json = False) -> None:
    """List the models that can make pictures right now, and what each accepts and costs."""
    from thumbworks import showing  # noqa: PLC0415

    listed = run(at_home(lambda api: api.get("/models")), as_json=as_json)
    if as_json:
        showing.as_json(listed)
    else:
        showing.show_models(listed)
