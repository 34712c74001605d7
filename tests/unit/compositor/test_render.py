"""Specs to pixels: what a spec says is what is drawn, and a bad one is explained."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from common.catalog import Size
from common.errors import Code, PermanentError
from common.layout import ImageLayer, ImageStyle, LayoutSpec, Outline, Role, Shadow, ShapeLayer, TextLayer, TextStyle
from compositor.plates import Plates, plate_key
from compositor.render import render, render_plate

CANVAS = Size(w=320, h=180)
RED = np.full((90, 160, 3), (255, 0, 0), np.uint8)


def square(side=40) -> np.ndarray:
    rgba = np.zeros((60, 60, 4), np.uint8)
    rgba[:] = (0, 255, 0, 0)
    rgba[10 : 10 + side, 10 : 10 + side] = (0, 0, 255, 255)
    return rgba


SOURCES = {"scene": RED, "cut": square()}
SCENE = ImageLayer(role=Role.BACKGROUND, source="scene")
WORDS = TextLayer(content="STOP", bbox=(20, 20, 200, 80), style=TextStyle(font="Anton"))


def spec(*layers, canvas=CANVAS) -> LayoutSpec:
    return LayoutSpec(canvas=canvas, layers=layers)


def cutout(bbox=(100, 50, 60, 60), **fields) -> ImageLayer:
    return ImageLayer(role=Role.SUBJECT, source="cut", bbox=bbox, **fields)


def test_a_scene_fills_the_canvas(catalogue):
    picture = render(spec(SCENE), SOURCES, catalogue).picture

    assert picture.shape == (180, 320, 3)
    assert (picture == (255, 0, 0)).all()


def test_a_cutout_lies_in_its_box_and_shows_nothing_of_what_is_transparent(catalogue):
    picture = render(spec(SCENE, cutout()), SOURCES, catalogue).picture

    assert picture[80, 130].tolist() == [0, 0, 255]
    assert picture[55, 105].tolist() == [255, 0, 0]
    assert picture[..., 1].max() == 0


@pytest.mark.parametrize("bbox", [(-30, -30, 60, 60), (290, 150, 60, 60), (-100, -100, 600, 600), (1000, 50, 60, 60)])
def test_boxes_may_reach_beyond_the_canvas(catalogue, bbox):
    worn = ImageStyle(outline=Outline(width=5), shadow=Shadow(), light_wrap=0.3)

    assert render(spec(SCENE, cutout(bbox, style=worn)), SOURCES, catalogue).picture.shape == (180, 320, 3)


def test_a_mirrored_cutout_is_mirrored(catalogue):
    lopsided = square()
    lopsided[:, 10:30] = 0
    straight, mirrored = (
        render(spec(SCENE, cutout(style=ImageStyle(flip=flip))), SOURCES | {"cut": lopsided}, catalogue).picture
        for flip in (False, True)
    )

    assert (straight[50:110, 100:160] == mirrored[50:110, 100:160][:, ::-1]).all()


def test_an_outline_is_drawn_around_and_below_the_person(catalogue):
    picture = render(
        spec(SCENE, cutout(style=ImageStyle(outline=Outline(width=4, color="#ffffff")))), SOURCES, catalogue
    ).picture

    assert picture[80, 107].tolist() == [255, 255, 255]
    assert picture[80, 130].tolist() == [0, 0, 255]


def test_no_outline_runs_along_the_edge_where_the_body_leaves(catalogue):
    worn = ImageStyle(outline=Outline(width=6, color="#ffffff"))
    body = np.zeros((100, 100, 4), np.uint8)
    body[20:, 20:80] = (0, 0, 255, 255)
    picture = render(spec(SCENE, cutout((100, 82, 100, 100), style=worn)), SOURCES | {"cut": body}, catalogue).picture

    assert picture[-1, 150].tolist() == [0, 0, 255]


def test_a_shape_fades_towards_its_side(catalogue):
    scrim = ShapeLayer(bbox=(0, 0, 320, 180), color="#000000", fade="right")
    row = render(spec(SCENE, scrim), SOURCES, catalogue).picture[90, :, 0].astype(int)

    assert row[0] < 3
    assert row[-1] > 252
    assert (np.diff(row) >= 0).all()


def test_a_shape_with_round_corners_leaves_them_open(catalogue):
    card = ShapeLayer(bbox=(100, 50, 100, 80), color="#00ff00", radius=20)
    picture = render(spec(SCENE, card), SOURCES, catalogue).picture

    assert picture[51, 101].tolist() == [255, 0, 0]
    assert picture[90, 150].tolist() == [0, 255, 0]


def test_what_was_decided_is_written_back_and_draws_the_same_picture(catalogue):
    first = render(spec(SCENE, cutout(), WORDS), SOURCES, catalogue)
    again = render(first.spec, SOURCES, catalogue)

    assert isinstance(words := first.spec.layers[2], TextLayer)
    assert words.style.size is not None
    assert (first.picture == again.picture).all()
    assert first.spec == again.spec


def test_an_edit_of_the_words_draws_on_the_kept_plate(catalogue):
    plates = Plates()
    other = WORDS.model_copy(update={"content": "GO"})
    render(spec(SCENE, cutout(), WORDS), SOURCES, catalogue, plates)
    edited = render(spec(SCENE, cutout(), other), {}, catalogue, plates)

    assert (edited.picture == render(spec(SCENE, cutout(), other), SOURCES, catalogue).picture).all()


def test_a_kept_plate_is_never_written_on(catalogue):
    plates = Plates()
    render(spec(SCENE, WORDS), SOURCES, catalogue, plates)
    plate = render_plate(spec(SCENE, WORDS), SOURCES, plates)

    assert (plate == (255, 0, 0)).all()
    assert not plate.flags.writeable


def test_plates_of_other_pictures_have_other_keys():
    moved = cutout((101, 50, 60, 60))

    assert plate_key(spec(SCENE, cutout(), WORDS)) == plate_key(spec(SCENE, cutout()))
    assert plate_key(spec(SCENE, cutout())) != plate_key(spec(SCENE, moved))
    assert plate_key(spec(SCENE)) != plate_key(spec(SCENE, canvas=Size(w=640, h=360)))


def test_the_oldest_plates_go_when_room_is_needed():
    plates, picture = Plates(3 * 100), np.zeros((10, 10, 1), np.uint8)
    for key in "abcd":
        plates.put(key, picture.copy())
    plates.get("b")

    assert [plates.get(key) is not None for key in "abcd"] == [False, True, True, True]


def refused(layout, sources=SOURCES, *, catalogue) -> PermanentError:
    with pytest.raises(PermanentError) as caught:
        render(layout, sources, catalogue)
    return caught.value


@pytest.mark.parametrize(
    "box", [(math.nan, 0, 10, 10), (0, math.inf, 10, 10), (0, 0, -5, 10), (0, 0, 0, 10), (1e9, 0, 10, 10)]
)
@pytest.mark.parametrize("layer", [SCENE, cutout(), WORDS, ShapeLayer(bbox=(0, 0, 1, 1))])
def test_an_impossible_box_is_explained(catalogue, layer, box):
    error = refused(spec(SCENE, layer.model_copy(update={"bbox": box})), catalogue=catalogue)

    assert error.code is Code.VALIDATION_FAILED
    assert "Layer 2" in error.message
    assert "box" in error.message


def test_a_length_is_a_finite_number():
    with pytest.raises(ValidationError, match="finite number"):
        Shadow(dx=math.nan)


@pytest.mark.parametrize(("w", "h"), [(0, 10), (-5, 10), (5000, 10), (10, 100_000)])
def test_an_impossible_canvas_is_refused(catalogue, w, h):
    assert refused(spec(SCENE, canvas=Size(w=w, h=h)), catalogue=catalogue).code is Code.SIZE_OUT_OF_RANGE


def test_an_unknown_operation_is_refused_before_anything_is_drawn(catalogue):
    error = refused(spec(SCENE.model_copy(update={"ops": ("sparkle:1",)})), {}, catalogue=catalogue)

    assert "sparkle" in error.message


def test_a_missing_picture_is_named_as_missing(catalogue):
    assert refused(spec(SCENE), {}, catalogue=catalogue).code is Code.ASSET_MISSING


def test_a_layer_without_a_picture_is_missing_one(catalogue):
    assert refused(spec(ImageLayer()), catalogue=catalogue).code is Code.ASSET_MISSING
