"""Pictures that a model drew whole: cut to the canvas exactly, words where it is calm, nothing else."""

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from common.brief import Brief
from common.catalog import Size, plan_sizes
from common.direction import direct
from common.events import ImageGenerated
from common.fonts.catalogue import FontCatalogue
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer
from common.ticket import ImagePage
from common.wishes import EditRequest, Wishes
from compositor.assignment import Assignment, assignment_for
from compositor.compose.quiet import quiet_of
from compositor.geometry import Rect
from compositor.packing import Finished
from compositor.pixels import covering
from compositor.plates import Plates
from compositor.variant import finish
from compositor.whole import exchanged
from thumbworks.home import assets_folder

Rgb = NDArray[np.uint8]
SCENE = "jobs/j/images/1-1.jpg"


@pytest.fixture(scope="module")
def catalogue() -> FontCatalogue:
    return FontCatalogue(assets_folder())


def drawn(busy: str = "right", size: tuple[int, int] = (1376, 768)) -> Rgb:
    """An answer of a model: even ground, and somebody (edges everywhere) on one side."""
    w, h = size
    picture = np.full((h, w, 3), (40, 60, 120), np.uint8)
    noise = np.random.default_rng(7).integers(0, 255, (h // 16, w // 32, 3), np.uint8)
    part = np.kron(noise, np.ones((16, 16, 1), np.uint8))[:h, : w // 2]
    left = 0 if busy == "left" else w - part.shape[1]
    picture[: part.shape[0], left : left + part.shape[1]] = part
    return picture


def encoded(picture: Rgb) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()


def assignment(picture: Rgb, *, wordless: bool = False, kept: LayoutSpec | None = None, **answers: Any) -> Assignment:
    brief = Brief.model_validate({"headline": "STOP DOING THIS", **answers})
    canvas = plan_sizes(brief.canvas, brief.quality.value).export
    return Assignment(
        brief, direct(brief, 1, 7), canvas, None, SCENE, encoded(picture), None, "jobs/j/renders/1-1",
        whole=True, wordless=wordless, kept=kept,
    )  # fmt: skip


def spec_of(finished: Finished) -> LayoutSpec:
    return LayoutSpec.model_validate_json(finished.files["spec.json"])


def pixels_of(finished: Finished) -> Rgb:
    return np.asarray(Image.open(io.BytesIO(finished.files["out.png"])).convert("RGB"))


def headline_of(spec: LayoutSpec) -> Rect:
    return next(Rect.of(layer.bbox) for layer in spec.layers if isinstance(layer, TextLayer))


@pytest.mark.parametrize(
    ("answers", "size"),
    [
        ({}, (1376, 768)),
        ({"platform": "reels"}, (768, 1376)),
        ({"platform": "x-header"}, (1584, 672)),
        ({"platform": "instagram-post"}, (928, 1152)),
        ({"quality": "4k"}, (5504, 3072)),
    ],
)
def test_every_answer_is_cut_to_the_exact_canvas(catalogue: FontCatalogue, answers: dict[str, Any], size):
    picture = np.full((size[1], size[0], 3), (40, 60, 120), np.uint8)
    work = assignment(picture, wordless=True, **answers)

    assert pixels_of(finish(work, catalogue, Plates())).shape == (work.canvas.h, work.canvas.w, 3)


def test_with_drawn_words_the_picture_is_left_alone(catalogue: FontCatalogue):
    picture = drawn()
    finished = finish(assignment(picture, wordless=True), catalogue, Plates())

    assert [layer.type for layer in spec_of(finished).layers] == ["image"]
    assert np.abs(pixels_of(finished).astype(int) - covering(picture, 1280, 720)).mean() < 2
    assert "legibility_contrast" not in finished.page.checks


@pytest.mark.parametrize("vibe", ["bold", "cinematic", "neon", "documentary"])
def test_only_words_are_added(catalogue: FontCatalogue, vibe: str):
    finished = finish(assignment(drawn(), vibe=[vibe], subtext="And why"), catalogue, Plates())
    below, *words = spec_of(finished).layers

    assert isinstance(below, ImageLayer)
    assert (below.role, below.source, below.ops) == (Role.BACKGROUND, SCENE, ())
    assert all(isinstance(layer, TextLayer) for layer in words)
    assert "face_height_share" not in finished.page.checks


@pytest.mark.parametrize(("busy", "calm"), [("right", "left"), ("left", "right")])
def test_words_go_where_the_picture_is_calm(catalogue: FontCatalogue, busy: str, calm: str):
    headline = headline_of(spec_of(finish(assignment(drawn(busy)), catalogue, Plates())))

    assert ("left" if headline.center[0] < 640 else "right") == calm


def test_a_creators_own_choice_is_kept_even_where_it_is_busy(catalogue: FontCatalogue):
    headline = headline_of(spec_of(finish(assignment(drawn("left"), text="left"), catalogue, Plates())))

    assert headline.center[0] < 640


def test_words_stay_out_of_what_the_platform_covers(catalogue: FontCatalogue):
    finished = finish(assignment(drawn("left")), catalogue, Plates())

    assert finished.page.checks["text_in_reserved_zones"] == 0
    assert finished.page.checks["text_outside_canvas"] == 0


def test_a_changed_picture_keeps_its_words_to_the_pixel(catalogue: FontCatalogue):
    first = spec_of(finish(assignment(drawn()), catalogue, Plates()))
    kept = exchanged(first.model_copy(update={"layers": first.layers}), SCENE, "jobs/j/images/other.jpg")
    work = assignment(
        np.full((768, 1376, 3), (200, 30, 30), np.uint8), kept=exchanged(kept, "jobs/j/images/other.jpg", SCENE)
    )
    second = spec_of(finish(work, catalogue, Plates()))

    assert second.layers[1:] == first.layers[1:]
    assert pixels_of(finish(work, catalogue, Plates()))[700, 20].tolist() == [200, 30, 30]


def test_only_the_picture_that_was_changed_is_exchanged():
    logo = ImageLayer(role=Role.LOGO, source="logo")
    spec = LayoutSpec(canvas=Size(w=10, h=10), layers=(ImageLayer(source="old"), logo))

    assert exchanged(spec, "old", "new").layers == (ImageLayer(source="new"), logo)


def event(new_ticket, *, draws: str = "picture", wishes: Wishes | None = None) -> ImageGenerated:
    image = ImagePage.model_validate(
        {"key": SCENE, "width": 9, "height": 9, "service": "g", "model": "m", "draws": draws, "seed": 1}
    )
    ticket = new_ticket(wishes=wishes).with_page(image=image)
    return ImageGenerated(next="compositor", job_id=ticket.job_id, variant=1, ticket=ticket)


def test_the_ticket_says_whether_words_are_still_to_be_set(new_ticket):
    wishes = Wishes(draw_text=True)

    assert assignment_for(event(new_ticket, wishes=wishes), b"", None).wordless
    assert not assignment_for(event(new_ticket, draws="scene", wishes=wishes), b"", None).wordless
    assert not assignment_for(event(new_ticket), b"", None).wordless


def test_an_edit_takes_over_the_layout_of_its_parent(new_ticket):
    wishes = Wishes(edit=EditRequest(instruction="x", picture_key="old", spec_key="s"))
    spec = LayoutSpec(canvas=Size(w=1280, h=720), layers=(ImageLayer(source="old"),)).model_dump_json().encode()
    kept = assignment_for(event(new_ticket, wishes=wishes), b"", None, spec).kept

    assert kept
    assert [layer.source for layer in kept.layers if isinstance(layer, ImageLayer)] == [SCENE]


def test_a_calm_box_is_worth_more_than_a_busy_one():
    quiet = quiet_of(drawn("right"), Size(w=1280, h=720))
    left, right = Rect(40, 100, 500, 400), Rect(740, 100, 500, 400)

    assert quiet.under([left]) > 0.95
    assert quiet.under([right]) < 0.6
    assert quiet.under([left, right]) == quiet.under([right])
    assert quiet.under([]) == 1.0
