import numpy as np
import pytest

from common.catalog import Size
from common.layout import ImageLayer, LayoutSpec, Role, TextLayer, TextStyle
from compositor.geometry import Rect
from compositor.render import render
from compositor.scoring import Scene, score_picture
from compositor.scoring.checks import BROKEN_PROMISE, CHECKS, score
from compositor.scoring.measures import clutter, colorfulness, saliency

CANVAS = Size(w=1280, h=720)
HEAD = Rect(850, 100, 260, 340)


def words(bbox=(60, 120, 640, 300), fill="#ffffff", text="STOP DOING THIS", **style) -> TextLayer:
    return TextLayer(content=text, bbox=bbox, style=TextStyle(font="Anton", fill=fill, **style))


PERSON = Scene(HEAD, ())


@pytest.fixture
def judged(catalogue):
    def run(layer: TextLayer, shade=(20, 40, 160), scene=PERSON):
        ground = np.full((72, 128, 3), shade, np.uint8)
        layout = LayoutSpec(canvas=CANVAS, layers=(ImageLayer(role=Role.BACKGROUND, source="s"), layer))
        rendered = render(layout, {"s": ground}, catalogue)
        return score_picture(rendered.picture, rendered.spec, scene, catalogue)

    return run


def test_white_on_dark_blue_reads_better_than_gray_on_gray(judged):
    good, bad = judged(words()), judged(words(fill="#909090"), (110, 110, 110))

    assert good.checks["legibility_contrast"] > 6
    assert bad.checks["legibility_contrast"] < 2
    assert good.score > bad.score + 15


def test_large_letters_score_more_than_small_ones(judged):
    large, small = judged(words()), judged(words((60, 120, 300, 60)))

    assert large.checks["cap_height_at_168"] > 2 * small.checks["cap_height_at_168"]
    assert large.score > small.score


def test_words_on_the_face_break_a_promise(judged):
    broken = judged(words((700, 150, 500, 300)))

    assert broken.checks["text_on_face"] > 0
    assert broken.score <= BROKEN_PROMISE


def test_words_under_the_badge_break_a_promise(judged):
    broken = judged(words((900, 560, 360, 150)), scene=Scene(None, (Rect(960, 590, 320, 130),)))

    assert broken.checks["text_in_reserved_zones"] > 0
    assert broken.score <= BROKEN_PROMISE


def test_words_that_leave_the_canvas_break_a_promise(judged):
    assert judged(words((1000, 120, 640, 300))).score <= BROKEN_PROMISE


def test_a_picture_without_a_known_face_is_scored_by_what_is_known(judged):
    scored = judged(words(), scene=Scene(None, ()))

    assert "face_height_share" not in scored.checks
    assert 0 < scored.score <= 100


def test_every_value_has_a_check_and_every_check_a_value(judged):
    assert set(judged(words()).checks) == {check.name for check in CHECKS}


def test_best_values_score_a_hundred_and_worst_zero():
    assert score({check.name: check.good for check in CHECKS}) == 100
    assert score({check.name: check.bad for check in CHECKS if not check.must}) == 0


def test_too_much_of_a_good_thing_costs():
    face = next(check for check in CHECKS if check.name == "face_height_share")

    assert face.mark(0.55) == 1
    assert face.mark(1.0) < 0.5


def test_gray_has_no_color_and_noise_has_clutter():
    gray = np.full((180, 320, 3), 128, np.uint8)
    noise = np.random.default_rng(1).integers(0, 256, (180, 320, 3)).astype(np.uint8)

    assert colorfulness(gray) == 0
    assert clutter(gray) == 0
    assert clutter(noise) > 0.3
    assert colorfulness(noise) > 60


def test_eyes_go_to_the_one_thing_that_differs():
    picture = np.random.default_rng(4).integers(50, 70, (180, 320, 3)).astype(np.uint8)
    picture[60:100, 220:260] = 250
    attention = saliency(picture)

    assert attention.sum() == pytest.approx(1, abs=1e-4)
    assert attention[10:22, 42:54].sum() > 0.4
