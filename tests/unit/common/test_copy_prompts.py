"""What models are told and shown of a thumbnail that is copied."""

from typing import Any

import pytest

from common.brief import Brief
from common.catalog import ModelCard, Size
from common.direction import direct
from common.ground import Ground, Part, Seam
from common.inspiration import Backdrop, Divide, Inspiration, Swatch, Tonality
from common.layout import (
    ColorGrade,
    Glow,
    ImageLayer,
    ImageStyle,
    Layer,
    LayoutSpec,
    Role,
    ShapeLayer,
    Sign,
    TextLayer,
)
from common.palette import palette_for
from common.prompts import PromptTask, compile_prompt, gather_references
from common.prompts.scene import scene_of
from common.ticket import LayoutPage, Reference
from common.wishes import LabeledReference

LAYOUT = LayoutSpec(
    canvas=Size(w=1280, h=720),
    layers=(
        ImageLayer(role=Role.BACKGROUND),
        ImageLayer(role=Role.SUBJECT, bbox=(640, 36, 576, 720), focus=(800, 72, 256, 324)),
        TextLayer(content="SECRET WORDS OF THEIRS", bbox=(64, 72, 512, 216)),
        TextLayer(content="JOHN DOE", role=Role.LABEL, bbox=(1200, 680, 60, 24)),
    ),
)
PAGE = LayoutPage(spec_key="jobs/j/layout/spec.json", guide_key="uploads/guide.jpg", fingerprint="ab")
SELFIES = tuple(Reference(asset_id=f"a{i}", key=f"uploads/me{i}.jpg", width=900, height=900) for i in range(2))


def compiled(
    roles: tuple[str, ...] = ("person", "layout"),
    layout: LayoutSpec = LAYOUT,
    backdrop: Backdrop | None = None,
    **answers: Any,
) -> str:
    brief = Brief.model_validate({"mode": "copy", "headline": "MY WORDS", "title": "A day at sea", **answers})
    plan = direct(brief, 1, 7).model_copy(update={"backdrop": backdrop})
    shown = tuple(LabeledReference.model_validate({"key": f"k{i}", "role": role}) for i, role in enumerate(roles))
    task = PromptTask(brief, plan, palette_for(brief, plan), brief.canvas, shown, layout=layout)
    return compile_prompt(task).text


def test_head_and_body_are_placed_in_numbers():
    assert "the head from 62 to 82 percent of the width and 10 to 55 percent of the height" in compiled()
    assert "the body from 50 to 95 percent" in compiled()


def test_on_another_shape_the_copied_numbers_say_nothing():
    told = compiled(platform="reels")

    assert "62 to 82 percent" not in told
    assert "The presenter stands" in told
    assert "calm and free for a title" in told


def test_models_are_told_that_the_hazy_places_are_no_style():
    assert "Heads and words were taken out of image 2" in compiled()
    assert "taken out" not in compiled(("person",))


def test_nothing_that_the_target_says_is_told():
    told = compiled().upper()

    assert not any(word in told for word in ("SECRET", "THEIRS", "JOHN", "DOE"))


def test_small_print_of_the_target_asks_for_no_calm_area():
    assert "94 to 98 percent" not in compiled()


def test_a_scene_that_may_not_change_stays_that_of_the_photo():
    assert "belongs to" in compiled()
    assert "is that of the photo" in compiled(transformations=["lighting"])


def test_selfies_come_first_and_of_the_target_the_guide_alone_is_sent(card: ModelCard):
    shown = gather_references(card, SELFIES, None, PAGE)

    assert [(one.role, one.key) for one in shown] == [
        ("person", "uploads/me0.jpg"), ("person", "uploads/me1.jpg"), ("layout", "uploads/guide.jpg"),
    ]  # fmt: skip


def test_without_a_guide_nothing_of_the_target_is_sent(card: ModelCard):
    shown = gather_references(card, SELFIES, None, PAGE.model_copy(update={"guide_key": None}))

    assert {one.role for one in shown} == {"person"}


def test_a_copied_ground_is_kept_in_every_variant():
    colors = (Swatch(color="#2040c0", share=0.6), Swatch(color="#c02020", share=0.4))
    look = Inspiration(colors=colors, backdrop=Backdrop(rows=(("#2040c0",) * 4,) * 4))
    brief = Brief.model_validate({"mode": "copy", "headline": "MY WORDS"})
    grounds = {direct(brief, variant, 7, (look,)).look for variant in (1, 2, 3)}

    assert len(grounds) == 1


@pytest.fixture
def card() -> ModelCard:
    return ModelCard.model_validate(
        {
            "id": "m",
            "service": "gen-gemini",
            "title": "M",
            "provider": "google",
            "draws": "picture",
            "max_references": 14,
            "max_side": 4096,
        }
    )


def test_the_copied_grade_is_told_in_words():
    graded = LAYOUT.model_copy(update={"grade": ColorGrade(ops=("warm:0.6", "saturation:-0.4", "blacks:0.1"))})
    gray = LAYOUT.model_copy(update={"grade": ColorGrade(ops=("saturation:-1",))})

    assert "leans to warm, has muted colors and is faded, its blacks lifted" in compiled(layout=graded)
    assert "The whole picture, the presenter included, is black and white." in compiled(layout=gray)
    assert "The whole picture" not in compiled()


GRAYS = (("#202020", "#303030", "#c0c0c0"),) * 3
STREET = Backdrop(rows=GRAYS, detail=0.7)
ONE = Part(terms=((1.0, 2.0, 3.0),), least=(0, 0, 0), most=(255, 255, 255))


def test_a_photographed_background_is_told_by_its_colors_and_its_light():
    blurred = LAYOUT.model_copy(update={"layers": (ImageLayer(role=Role.BACKGROUND, ops=("blur:4",)),)})

    assert scene_of(blurred, STREET) == (
        "The background is a busy scene, mostly gray (#303030), lit from the right; it is softly out of focus."
    )


def test_pictures_side_by_side_are_told_with_the_line_between_them():
    parted = STREET.model_copy(update={"upright": (Divide(at=0.5, line="#ffde28", width=0.02),)})

    assert (
        " of 2 parts beside straight edges, with a broad straight line in yellow (#ffde28) along them, mostly gray"
    ) in scene_of(LAYOUT, parted)


@pytest.mark.parametrize(
    ("levels", "says"),
    [
        ((0.02, 0.2, 0.5, 0.75, 0.97), "in hard contrast"),
        ((0.05, 0.2, 0.3, 0.4, 0.5), "in little contrast"),
        ((0.2, 0.3, 0.4, 0.5, 0.9), "its blacks faded to gray"),
        ((0.05, 0.25, 0.4, 0.6, 0.9), "lit from the right"),
    ],
)
def test_the_contrast_of_a_photographed_background_is_told_where_it_is_much_or_little(levels, says: str):
    street = STREET.model_copy(update={"tonality": Tonality(levels=levels, color=0.1)})

    assert scene_of(LAYOUT, street).removesuffix(".").endswith(says)
    assert "contrast" not in scene_of(LAYOUT, STREET)


@pytest.mark.parametrize(
    ("ground", "says"),
    [
        (Ground(parts=(ONE,), kind="plain"), "plain gray (#303030)"),
        (Ground(parts=(ONE,), kind="gradient"), "gray (#c0c0c0) at the bottom right to gray (#202020) at the top left"),
        (
            Ground(parts=(ONE, ONE), kind="two-part", seam=Seam(across=0.9, down=0.4, at=0)),
            "parted in two beside a slanted edge: gray (#202020) on the left, gray (#c0c0c0) on the right",
        ),
    ],
)
def test_a_plain_background_is_told_as_what_it_is(ground: Ground, says: str):
    assert says in scene_of(LAYOUT, Backdrop(rows=GRAYS, ground=ground))


def test_a_scene_says_nothing_that_the_target_says_and_nobody():
    told = scene_of(LAYOUT, STREET).upper()

    assert not any(word in told for word in ("SECRET", "THEIRS", "JOHN", "PERSON", "FACE"))


def test_a_model_is_told_the_same_scene_unless_the_place_is_the_photos():
    assert "a busy scene, mostly gray" in compiled(backdrop=STREET)
    assert "busy scene" not in compiled(backdrop=STREET, transformations=["lighting"])


def with_objects(*layers: Layer) -> LayoutSpec:
    return LAYOUT.model_copy(update={"layers": (*LAYOUT.layers, *layers)})


def test_the_creators_own_thing_takes_the_place_of_the_copied_one():
    layout = with_objects(ImageLayer(role=Role.OBJECT, bbox=(128, 360, 256, 216), color="#aa3322"))
    told = compiled(("person", "object", "layout"), layout)

    assert "from 10 to 30 percent of the width" in told
    assert "What image 2 shows takes the place of things" in told


def test_signs_are_drawn_later_and_no_model_draws_them():
    arrow = ShapeLayer(role=Role.OBJECT, bbox=(400, 400, 200, 100), sign=Sign(kind="arrow"))

    assert "are added later: draw none" in compiled(layout=with_objects(arrow))
    assert "arrows" not in compiled()


def test_a_glow_around_the_copied_person_is_told_by_its_color():
    lit = LAYOUT.layers[1].model_copy(update={"style": ImageStyle(glow=Glow(color="#20d0ff"))})
    layout = LAYOUT.model_copy(update={"layers": (LAYOUT.layers[0], lit, *LAYOUT.layers[2:])})

    assert "glow surrounds the presenter" in compiled(layout=layout)
