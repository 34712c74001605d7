"""What was extracted as the document others read, and what its reader is unsure of in plain words."""

from collections.abc import Iterator
from itertools import pairwise

from common.ground import GroundPicture, Scene
from common.inspiration import Inspiration, Swatch
from common.layout import ImageLayer, LayoutRead, Role
from common.margins import standing
from common.prompts.scene import scene_of
from layout_extractor.extracting import Extracted
from layout_extractor.guiding import hidden_in
from layout_extractor.people import People

UNSURE = 0.6
SMALL = 180
"""Pixels of the shorter side; YouTube's smallest preview has 90."""
MOST_COLORS = 8
NOBODY, SCENERY = "Nobody's face was found", "Whoever is in it is small and belongs to the scene"
THINGS = "Things stand in it, and their pictures are somebody's: yours (object_refs, --object) take their places."
HALF = 0.5
FAR_AHEAD = 0.2
"""Of the background, by which a color has more than the next: nobody would rank them otherwise."""
PHOTOGRAPHIC = (
    "Its background is a photograph or drawn in detail: what words and people cover of it nobody knows, and its pixels"
    " are somebody's. It is told in words, and painted anew from a few averaged colors."
)


def read_of(extracted: Extracted, people: People, reader: str) -> LayoutRead:
    return LayoutRead(
        spec=extracted.spec,
        look=look_of(extracted),
        fingerprint=extracted.fingerprint,
        crops=extracted.crops,
        plate=_plate_of(extracted),
        no_plate="" if extracted.backdrop.ground else PHOTOGRAPHIC,
        scene=Scene(text=scene_of(extracted.spec, extracted.backdrop), sure=_sure_of_scene(extracted)),
        hidden=hidden_in(extracted.spec, extracted.seen.places, extracted.graphics),
        warnings=tuple(_warnings(extracted, people)),
        reader=reader,
    )


def look_of(extracted: Extracted) -> Inspiration:
    """The background's colors and, in shares of the canvas, where the person and the words stand."""
    colors = _ranked(extracted) or (Swatch(color="#808080", share=1.0, sure=0.0),)
    return standing(extracted.spec, Inspiration(colors=colors, backdrop=extracted.backdrop).cast())


def _ranked(extracted: Extracted) -> tuple[Swatch, ...]:
    """Each is as sure of its rank as it is ahead of the next, and as much of the background is seen."""
    shares = [one.share for one in extracted.colors] + [0.0]
    seen = min(1.0, extracted.shown / HALF)
    ahead = (min(1.0, (share - after) / FAR_AHEAD) for share, after in pairwise(shares))
    sure = [round((0.5 + 0.45 * clear) * (0.6 + 0.4 * seen), 2) for clear in ahead]
    ranked = zip(extracted.colors, sure, strict=True)
    return tuple(color.model_copy(update={"sure": how}) for color, how in ranked)[:MOST_COLORS]


def _plate_of(extracted: Extracted) -> GroundPicture | None:
    ground, canvas = extracted.backdrop.ground, extracted.spec.canvas
    return GroundPicture(kind=ground.kind, width=canvas.w, height=canvas.h, sure=ground.sure) if ground else None


def _sure_of_scene(extracted: Extracted) -> float:
    """Colors and light are measured; what words and people cover is not."""
    ground = extracted.backdrop.ground
    return ground.sure if ground else round(0.4 + 0.4 * min(1.0, extracted.shown / HALF), 2)


def _warnings(extracted: Extracted, people: People) -> list[str]:
    found: list[str] = []
    if min(extracted.spec.canvas.w, extracted.spec.canvas.h) < SMALL:
        found.append("It is very small; more can be read in a larger copy of it.")
    found += _about_words(extracted)
    if extracted.person is None:
        found.append(f"{SCENERY if people.faces else NOBODY}; you are placed where there is room.")
    elif len(people.faces) > 1:
        found.append(f"{len(people.faces)} people are in it; you take the place of the one in front.")
    if any(isinstance(one, ImageLayer) and one.role is Role.OBJECT for one in extracted.spec.layers):
        found.append(THINGS)
    return found


def _about_words(extracted: Extracted) -> Iterator[str]:
    lines = extracted.lines
    if not lines:
        yield "No words were found; yours are placed where the picture is calm."
    if any(not line.text for line in lines):
        yield "Some words could not be spelled; their places and colors are kept."
    if any(line.text and (line.sure["content"] < UNSURE or line.sure["font"] < UNSURE / 2) for line in lines):
        yield "Some words were hard to read; look at their boxes and styles."
    if extracted.seen.mirrored:
        yield "Its words are mirrored; yours are set the right way round."
    if any(line.steep or line.curved for line in lines):
        yield "Some words run upwards, downwards or on an arc; yours are set straight in their place."
    if extracted.seen.page:
        yield "It has many small words, as a page or a screenshot has; only the largest are kept."
