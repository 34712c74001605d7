"""A drawn variant to its files, within the platform's bytes, and to its page for the ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.catalog import PLATFORMS
from common.fonts.catalogue import FontCatalogue
from common.ticket import RenderPage
from compositor.assignment import LOGO, PART, Assignment
from compositor.encode.budget import jpeg_within, png_within
from compositor.encode.png import encode_png
from compositor.encode.preview import encode_preview
from compositor.parts import Part
from compositor.pixels import Picture
from compositor.render import Rendered
from compositor.scoring import Scene, score_picture


@dataclass(frozen=True)
class Drawn:
    rendered: Rendered
    scene: Scene
    part: Part | None
    logo: Picture | None
    things: Mapping[str, Picture] = field(default_factory=dict[str, Picture])
    """By the key that the layout names."""


@dataclass(frozen=True)
class Finished:
    """`files` by name below the variant's prefix, and the page for the ticket."""

    files: Mapping[str, bytes]
    page: RenderPage


def packed(work: Assignment, drawn: Drawn, catalogue: FontCatalogue) -> Finished:
    picture, spec = drawn.rendered.picture, drawn.rendered.spec.model_copy(update={"likeness": work.likeness})
    png, jpg = png_within(picture, budget(work)), jpeg_within(picture, PLATFORMS[work.brief.platform].max_bytes)
    scored = score_picture(picture, spec, drawn.scene, catalogue)
    own = work.copied.checks(picture, by_model=work.whole) if work.copied else {}
    notes = tuple(note for note in (*spec.notes, png.note, jpg.note, _too_large(work, png.data)) if note)
    files = {
        "out.png": png.data,
        "out.jpg": jpg.data,
        "preview.jpg": encode_preview(picture),
        "spec.json": spec.model_dump_json(exclude_none=True).encode(),
    }
    if drawn.part is not None:
        files[PART] = encode_png(drawn.part.rgba)
    if drawn.logo is not None:
        files[LOGO] = encode_png(drawn.logo)
    files |= {key.rpartition("/")[2]: encode_png(picture) for key, picture in drawn.things.items()}
    return Finished(files, _page(work, files, scored.score, {**scored.checks, **own}, notes))


def budget(work: Assignment) -> int:
    """The platform's bytes at the platform's own pixels; in proportion above them, as 4K is for print and archives."""
    platform, own = PLATFORMS[work.brief.platform], work.brief.canvas
    return round(platform.max_bytes * max(1.0, work.canvas.w * work.canvas.h / (own.w * own.h)))


def _too_large(work: Assignment, png: bytes) -> str:
    limit = PLATFORMS[work.brief.platform].max_bytes
    if len(png) <= limit or budget(work) == limit:
        return ""
    return f"At this size the PNG is {len(png) / 1e6:.1f} MB; the platform takes {limit / 1e6:g} MB: upload the JPG."


def _page(
    work: Assignment, files: Mapping[str, bytes], score: float, checks: dict[str, float | bool], notes: tuple[str, ...]
) -> RenderPage:
    names = {"png": "out.png", "jpg": "out.jpg", "json": "spec.json", "preview": "preview.jpg"}
    return RenderPage(
        files={kind: f"{work.prefix}/{name}" for kind, name in names.items()},
        width=work.canvas.w,
        height=work.canvas.h,
        bytes={kind: len(files[name]) for kind, name in names.items()},
        score=score,
        checks=checks,
        notes=notes,
        disclosure=work.disclosure,
        likeness=work.likeness,
    )
