"""Grades that our own operations gave to photographs, read back; and how often one is seen where nobody gave one."""

from collections.abc import Iterator, Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from tests.bench.goals import Goal, share
from tests.bench.layout.samples import packaged, portraits_of

from common.brief import Brief
from common.direction import direct
from common.inspiration import Inspiration, Swatch
from common.layout import Box, ColorGrade, FaceTones
from common.palette import palette_for
from common.tonality import FaceTone, face_tone, tonality_of
from compositor.compose.copied.belonging import belonging
from compositor.ops import Canvas, applied
from compositor.sources import decode
from gen_studio.paint.canvas import Canvas as Paper
from gen_studio.scenes import scene_for
from layout_extractor.backdrops import backdrop_of
from layout_extractor.toning import Parted, Tone, tones_of
from thumbworks.home import assets_folder

PHOTOS = (
    "astronaut.png", "chelsea.png", "coffee.png", "hubble_deep_field.jpg", "motorcycle_left.png", "rocket.jpg",
    "sample1.jpg", "sample3.jpg", "sample6.jpg",
)  # fmt: skip
GRADES = (("warm:0.9", 0.45), ("cool:0.9", 0.45), ("blacks:0.12", 0.04))
"""With how far off the amount may be."""
OF_FACES = (("saturation:-0.6", 0.2), ("saturation:-0.4", 0.2), ("saturation:0.6", 0.4))
WITH_FACES = ("astronaut.png", "sample1.jpg", "sample3.jpg", "sample6.jpg")
SPREAD = ("contrast:0", "contrast:0.9", "contrast:-0.8", "blacks:0.15", "saturation:-0.6", "saturation:0.6")
"""What copies of photographs have to look like."""

Rgb = NDArray[np.uint8]


@cache
def photo(name: str) -> Rgb:
    own = assets_folder() / "photos" / name
    return decode(own.read_bytes())[..., :3] if own.exists() else packaged(name)


def graded(name: str, *ops: str) -> Rgb:
    """As it comes back from a JPEG."""
    file = _jpeg(applied(ops, Canvas(photo(name))).rgb)
    return np.asarray(cv2.cvtColor(np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR)), cv2.COLOR_BGR2RGB), np.uint8)


def _jpeg(rgb: Rgb) -> NDArray[np.uint8]:
    found = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])[1]
    return np.asarray(found, np.uint8)


def tones(rgb: Rgb, face: Box | None = None) -> dict[str, Tone]:
    parts = Parted(np.ones(rgb.shape[:2], bool), face=face)
    return {one.name: one for one in tones_of(rgb, parts, face_tone(rgb, face) if face else None)}


@cache
def faces() -> tuple[tuple[str, Box], ...]:
    """Eleven, in four photographs."""
    people = portraits_of(assets_folder()).people
    return tuple(
        (name, (one.x, one.y, one.w, one.h)) for name in WITH_FACES for one in people(_jpeg(photo(name)).tobytes())[0]
    )


def goals() -> tuple[Goal, ...]:
    plain = [not tones(graded(name)) for name in PHOTOS]
    lit = [not tones(graded(name), face) for name, face in faces()]
    return (
        Goal("no grade where nobody gave one", share(plain)),
        Goal("no grade of faces where nobody gave one", share(lit)),
    )


def table() -> Iterator[str]:
    yield from map(str, goals())
    for op, within in GRADES:
        yield _row(op, within, [tones(graded(one, op)) for one in PHOTOS])
    for op, within in OF_FACES:
        yield _row(op, within, [tones(graded(name, op), face) for name, face in faces()])
    for op in SPREAD:
        averaged, spread = (np.mean([_painted(name, op, toned=way) for name in PHOTOS]) for way in (False, True))
        yield f"{f'{op}, levels painted off by':<38} {averaged:7.3f} as averaged, {spread:.3f} as spread again"
    before, after = np.mean([_lit_alike(one, other) for one in faces() for other in faces() if one != other], axis=0)
    yield f"{'contrast of faces, off by':<38} {before[0]:7.3f} as photographed, {after[0]:.3f} beside the copied one"
    yield f"{'color of faces, off by':<38} {before[1]:7.4f} as photographed, {after[1]:.4f} beside the copied one"


def _row(op: str, within: float, found: Sequence[dict[str, Tone]]) -> str:
    name, amount = op.partition(":")[0], float(op.partition(":")[2])
    amounts = [one[name].amount for one in found if name in one]
    near = sum(abs(one - amount) <= within for one in amounts)
    return f"{f'{op}, read':<38} {len(amounts)} of {len(found)}, {near} within {within:g}"


def _painted(name: str, op: str, *, toned: bool) -> float:
    """How far the painted background's five levels of lightness lie from the photograph's."""
    rgb = graded(name, op)
    backdrop = backdrop_of(rgb, np.ones(rgb.shape[:2], bool))
    if backdrop.tonality is None:
        return 0.0
    shown = backdrop if toned else backdrop.model_copy(update={"tonality": None})
    brief, look = Brief(headline="A WORD"), Inspiration(colors=(Swatch(color="#808080", share=1.0),), backdrop=shown)
    plan = direct(brief, 1, 7, (look,))
    scene = scene_for(plan).paint(Paper(640, 360), palette_for(brief, plan), plan, np.random.default_rng(plan.seed))
    own = tonality_of(np.asarray(scene.reshape(-1, 3) / 255, np.float32))
    return float(np.abs(np.subtract(own.levels, backdrop.tonality.levels)).mean())


def _lit_alike(copied: tuple[str, Box], mine: tuple[str, Box]) -> tuple[tuple[float, float], tuple[float, float]]:
    """How far the contrast and the color of a face lie from those of another one, before and after its grade."""
    wanted, own = face_tone(photo(copied[0]), copied[1]), face_tone(photo(mine[0]), mine[1])
    assert wanted
    assert own
    grade = ColorGrade(face=FaceTones(contrast=wanted.light - wanted.dark, color=wanted.color))
    after = face_tone(applied(belonging(grade, own), Canvas(photo(mine[0]))).rgb, mine[1])
    assert after
    return _off(own, wanted), _off(after, wanted)


def _off(one: FaceTone, other: FaceTone) -> tuple[float, float]:
    return abs((one.light - one.dark) - (other.light - other.dark)), abs(one.color - other.color)
