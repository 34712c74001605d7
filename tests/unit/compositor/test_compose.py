"""The placement solver as a whole, with real fonts and a plain backdrop."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.brief import Brief, FacePosition, TextPlacement, Vibe
from common.catalog import PLATFORMS, PlatformName, Size
from common.color import contrast
from common.direction import direct
from common.errors import Code, PermanentError
from common.layout import ImageLayer, Role, TextLayer
from common.palette import palette_for
from common.ticket import IdentityPage
from compositor.compose import Keys, Task, compose, imagined, person_of
from compositor.compose.frame import frame_of
from compositor.compose.room import head_block
from compositor.geometry import Rect
from compositor.text.block import fit_text

CUSTOM = [(PlatformName.CUSTOM, Size(w=w, h=h)) for w, h in ((256, 256), (256, 1024), (4096, 1024), (720, 900))]
CANVASES = [(name, size) for name, platform in PLATFORMS.items() for size in platform.sizes] + CUSTOM
WORDS = [
    "STOP",
    "DOING",
    "THIS",
    "NEVER",
    "$10,000",
    "I",
    "quit",
    "my",
    "boring",
    "job",
    "today",
    "why",
    "nobody",
    "tells",
    "you",
    "everything",
]


@pytest.fixture(scope="session")
def solve(catalogue):
    def run(task: Task, shade: int = 40):
        def see(spec):
            return np.full((spec.canvas.h // 8 + 1, spec.canvas.w // 8 + 1, 3), shade, np.uint8)

        return compose(
            task, lambda layer, size, stroke_em=None: fit_text(layer, size, catalogue, stroke_em=stroke_em), see
        )

    return run


def task_for(variant: int = 1, person=None, **answers) -> Task:
    brief = Brief.model_validate({"headline": "STOP DOING THIS"} | answers)
    direction = direct(brief, variant, 7)
    palette = palette_for(brief, direction)
    return Task(brief, direction, palette, brief.canvas, Keys("scene", "cutout"), person or imagined())


def frame_for(task: Task):
    return frame_of(PLATFORMS[task.brief.platform], task.canvas, reserve_overlays=task.brief.reserve_overlays)


def texts(composition) -> list[TextLayer]:
    return [layer for layer in composition.spec.layers if isinstance(layer, TextLayer)]


def drawn(composition, catalogue) -> list[Rect]:
    """What the words cover once they are drawn."""
    spec = composition.spec
    return [Rect.of(fit_text(layer, spec.canvas, catalogue).bbox) for layer in texts(composition)]


def size_of(text: TextLayer) -> float:
    return text.style.size or 0.0


@st.composite
def people(draw):
    width, height = draw(st.integers(200, 2000)), draw(st.integers(200, 2600))
    head_h = draw(st.floats(0.15, 0.7)) * height
    head_w = min(head_h * draw(st.floats(0.65, 1.0)), 0.9 * width)
    x, y = draw(st.floats(0, 1)) * (width - head_w), draw(st.floats(0, 0.25)) * (height - head_h)
    cut = draw(st.lists(st.sampled_from(["left", "right", "top"]), unique=True).map(tuple))
    page = IdentityPage(
        asset_id="a", verdicts=(), cutout_key="c", landmarks_key="l", width=width, height=height,
        head=(x, y, head_w, head_h), face=(x + 0.15 * head_w, y + 0.3 * head_h, 0.7 * head_w, 0.68 * head_h),
        cut_edges=(*cut, "bottom"),
    )  # fmt: skip
    return person_of(page)


@given(
    person=people(),
    canvas=st.sampled_from(CANVASES),
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
    subtext=st.sampled_from(["", "what happened next"]),
    vibe=st.sampled_from(Vibe),
    variant=st.integers(1, 6),
)
@settings(max_examples=25, deadline=None)
def test_words_stay_off_the_face_off_reserved_zones_and_on_the_canvas(
    solve, catalogue, person, canvas, words, subtext, vibe, variant
):
    name, size = canvas
    own = {"size": size} if name is PlatformName.CUSTOM or len(PLATFORMS[name].sizes) > 1 else {}
    task = task_for(variant, person, headline=" ".join(words), subtext=subtext, vibe=(vibe,), platform=name, **own)
    composition = solve(task)
    frame, slack = frame_for(task), 1.0
    for text in drawn(composition, catalogue):
        inside = text.grown(-slack)

        assert frame.canvas.holds(inside)
        assert not inside.meets(composition.head)
        assert not any(inside.meets(zone) for zone in frame.reserved)


@pytest.mark.parametrize("place", [TextPlacement.LEFT, TextPlacement.RIGHT, TextPlacement.TOP, TextPlacement.BOTTOM])
def test_an_explicit_place_for_the_words_is_kept(solve, catalogue, place):
    composition = solve(task_for(text=place))
    ink = drawn(composition, catalogue)[0]
    x, y = ink.center[0] / 1280, ink.center[1] / 720

    assert {
        TextPlacement.LEFT: x < 0.5,
        TextPlacement.RIGHT: x > 0.5,
        TextPlacement.TOP: y < 0.5,
        TextPlacement.BOTTOM: y > 0.5,
    }[place]


@pytest.mark.parametrize("side", [FacePosition.LEFT, FacePosition.RIGHT])
@pytest.mark.parametrize("variant", range(1, 7))
def test_an_explicit_side_for_the_face_is_kept_in_every_variant(solve, side, variant):
    composition = solve(task_for(variant, face=side))

    assert (composition.head.center[0] < 640) == (side is FacePosition.LEFT)


def test_around_sets_the_headline_in_two_blocks_on_both_sides_of_the_head(solve, catalogue):
    composition = solve(task_for(text="around", headline="I tried this for 30 days"))
    first, second = drawn(composition, catalogue)

    assert [layer.role for layer in texts(composition)] == [Role.HEADLINE, Role.HEADLINE]
    assert first.right <= composition.head.x
    assert second.x >= composition.head.right


def test_around_splits_above_and_below_on_a_tall_canvas(solve, catalogue):
    composition = solve(task_for(text="around", headline="I tried this for 30 days", platform="reels"))
    first, second = drawn(composition, catalogue)

    assert first.bottom <= composition.head.y
    assert second.y >= composition.head.bottom


def test_subtext_is_smaller_and_next_to_its_headline(solve, catalogue):
    composition = solve(task_for(subtext="it costs you 3 hours a day"))
    headline, subtext = texts(composition)
    above, below = drawn(composition, catalogue)

    assert size_of(subtext) <= 0.45 * size_of(headline)
    assert 0 <= below.y - above.bottom < 0.4 * size_of(headline)


def test_every_decision_is_stated_in_the_spec(solve):
    composition = solve(task_for(subtext="every day"))

    assert all(text.style.size and text.style.lines and text.style.font for text in texts(composition))
    assert composition.spec == type(composition.spec).model_validate_json(composition.spec.model_dump_json())


def test_a_stroke_in_pixels_is_a_promise_at_the_platforms_own_size(solve):
    task = task_for(typography={"stroke": 10})
    usual = solve(task)
    large = solve(Task(task.brief, task.direction, task.palette, Size(w=3840, h=2160), task.keys, task.person))

    assert texts(usual)[0].style.stroke == 10
    assert texts(large)[0].style.stroke == 30


def test_a_mood_that_was_asked_for_is_used(solve):
    composition = solve(task_for(typography={"mood": "handwritten"}))

    assert texts(composition)[0].style.font == "Permanent Marker"


def test_condensed_is_short_for_the_condensed_mood(solve):
    assert texts(solve(task_for(typography={"condensed": True})))[0].style.font == "Anton"


def test_words_without_a_stroke_get_one_where_the_picture_is_light_and_dark(catalogue):
    def striped(spec):
        picture = np.zeros((spec.canvas.h // 8, spec.canvas.w // 8, 3), np.uint8)
        picture[:, ::2] = 255
        return picture

    task = task_for(vibe=("minimalist",))
    composition = compose(
        task, lambda layer, size, stroke_em=None: fit_text(layer, size, catalogue, stroke_em=stroke_em), striped
    )

    assert texts(composition)[0].style.stroke > 0


@pytest.mark.parametrize("shade", [8, 128, 250])
@pytest.mark.parametrize("vibe", list(Vibe))
def test_a_headline_can_be_read_on_any_flat_ground(solve, vibe, shade):
    from common.color import contrast, hex_of

    style = texts(solve(task_for(vibe=(vibe,)), shade))[0].style
    against = style.stroke_color if style.stroke else hex_of((shade, shade, shade))

    assert contrast(style.fill or "", against or "") >= 3


def test_words_read_from_the_right_are_centered(solve):
    left, right = (texts(solve(task_for(vibe=("tech",), headline=words)))[0] for words in ("STOP THIS", "توقف عن هذا"))

    assert (left.style.align, right.style.align) == ("left", "center")


def test_long_words_are_set_in_the_narrower_face_of_the_vibe(solve):
    short, long = (
        texts(solve(task_for(headline=words)))[0].style.font
        for words in ("STOP DOING THIS", "Psychologically EVERYTHING")
    )

    assert (short, long) == ("Archivo Black", "Anton")


def test_the_person_is_drawn_above_the_scene_and_below_the_words(solve):
    spec = solve(task_for()).spec
    roles = [layer.role for layer in spec.layers]

    assert roles[0] is Role.BACKGROUND
    assert roles.index(Role.SUBJECT) < roles.index(Role.HEADLINE)


def test_a_picture_that_brings_its_own_person_gets_words_and_no_cutout(solve):
    task = task_for()
    spec = solve(Task(task.brief, task.direction, task.palette, task.canvas, Keys("picture"), task.person)).spec

    assert [layer.source for layer in spec.layers if isinstance(layer, ImageLayer)] == ["picture"]


def test_a_photo_enlarged_a_lot_is_sharpened_and_a_dark_one_lifted(solve, cutout, identity):
    dark = (cutout * np.array([0.35, 0.35, 0.35, 1])).astype(np.uint8)[::4, ::4]
    page = identity(width=310, height=350, face=(105, 45, 100, 130), head=(85, 12, 140, 185))
    task = task_for(person=person_of(page, dark))
    subject = next(layer for layer in solve(task).spec.layers if layer.role is Role.SUBJECT)

    assert any(op.startswith("sharpen:") for op in subject.ops)
    assert any(op.startswith("lighten:") for op in subject.ops)


def test_words_that_fit_nowhere_are_refused(solve):
    with pytest.raises(PermanentError) as caught:
        solve(task_for(headline="A" * 120, platform="custom", size={"w": 256, "h": 256}))

    assert caught.value.code is Code.TEXT_DOES_NOT_FIT


def test_the_same_task_gives_the_same_spec(solve):
    assert solve(task_for(2, vibe=("neon",))).spec == solve(task_for(2, vibe=("neon",))).spec


def test_the_head_block_holds_hair_that_stands_out_of_the_head_box(cutout, identity):
    task = task_for(person=person_of(identity(head=(420, 50, 400, 740)), cutout))
    from compositor.compose.placing import Wish, place

    placed = place(task.person, frame_for(task), Wish(FacePosition.RIGHT, "medium", stacked=False))

    assert head_block(task.person, placed, frame_for(task)).w > placed.head.w * 1.2


@pytest.mark.parametrize("vibe", list(Vibe))
@pytest.mark.parametrize("variant", [1, 2])
@pytest.mark.parametrize("colors", [("#16a34a", "#0b0b0b"), ("#0b0b0b", "#ffffff"), ("#1e1b4b", "#f59e0b", "#0b0b0b")])
def test_a_brands_words_can_be_told_from_the_edge_of_their_letters(solve, vibe, variant, colors):
    brand = {"colors": "brand", "brand_colors": colors}
    for text in texts(solve(task_for(variant, headline="I made $10,000", vibe=(vibe,), **brand), shade=120)):
        style, edge = text.style, text.style.stroke_color or "#000000"
        shown = [color for color in (style.fill, style.accent if style.accent_words else None) if color]

        assert not style.stroke or all(contrast(color, edge) >= 3 for color in shown)


@pytest.mark.parametrize("variant", [1, 2])
def test_a_subtext_can_be_read_in_a_list_of_videos(solve, variant):
    _, subtext = texts(solve(task_for(variant, headline="絶対にやめて", subtext="知らないと損する話", vibe=("meme",))))

    assert size_of(subtext) >= 0.06 * 720


@pytest.mark.parametrize("variant", [1, 2])
def test_centered_words_stand_in_the_middle_of_what_is_free_beside_the_head(solve, catalogue, variant):
    task = task_for(variant, headline="WAIT WHAT", subtext="$0 → $1M", vibe=("meme",), face="left")
    composition = solve(task)
    headline, subtext = drawn(composition, catalogue)
    head, frame = head_block(task.person, composition.placement, frame_for(task)), frame_for(task)
    middle = (head.right + frame.safe.right) / 2

    assert abs(headline.center[0] - middle) < 40 or subtext.right >= frame.islands[0].x - 1
    assert not any(subtext.meets(island) for island in frame.islands)
