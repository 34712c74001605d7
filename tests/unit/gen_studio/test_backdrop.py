"""Backgrounds painted anew: the copied colors where they were."""

import numpy as np
import pytest
from numpy.typing import NDArray

from common.brief import Brief
from common.color import rgb_of
from common.direction import direct
from common.ground import Ground, Part, Seam
from common.inspiration import Backdrop, Divide, Inspiration, Swatch
from common.palette import palette_for
from gen_studio.paint.canvas import Canvas
from gen_studio.scenes import scene_for

BLUES = tuple(("#2b6fd6",) * 12 if row < 3 else ("#0a1f4a",) * 12 for row in range(7))
RED, BLUE = (200.0, 30.0, 30.0), (30.0, 60.0, 200.0)
SPLIT = tuple(("#3a3a3a",) * 6 + ("#3fae2a",) * 6 for _ in range(7))
TURNED = tuple(("#3a3a3a" if row < 4 else "#3fae2a",) * 12 for row in range(8))


def painted(backdrop: Backdrop, variant: int = 1, w: int = 640, h: int = 360) -> NDArray[np.uint8]:
    brief = Brief.model_validate({"headline": "STOP"})
    shown = Inspiration(colors=(Swatch(color="#2b6fd6", share=1.0),), backdrop=backdrop)
    plan = direct(brief, variant, 5, (shown,))
    return scene_for(plan).paint(Canvas(w, h), palette_for(brief, plan), plan, np.random.default_rng(plan.seed))


def near(pixels: NDArray[np.uint8], color: str, within: float) -> bool:
    return bool(np.abs(pixels.reshape(-1, 3).mean(axis=0) - np.array(rgb_of(color))).max() < within)


def test_colors_are_where_they_were():
    picture = painted(Backdrop(rows=BLUES))

    assert near(picture[:60], "#2b6fd6", 8)
    assert near(picture[-60:], "#0a1f4a", 8)


@pytest.mark.parametrize(
    "backdrop",
    [Backdrop(rows=SPLIT, upright=(Divide(at=0.5),)), Backdrop(rows=TURNED, level=(Divide(at=0.5),))],
    ids=["upright", "level"],
)
def test_a_seam_through_the_whole_background_stays_sharp(backdrop):
    picture = painted(backdrop)
    line = (picture.transpose(1, 0, 2) if backdrop.level else picture)[20]
    green = line[:, 1].astype(int)
    between = np.count_nonzero((green > 80) & (green < 150))

    assert between < 0.03 * len(line)
    assert near(line[: len(line) // 3], "#3a3a3a", 10)


def test_colors_flow_where_nobody_saw_a_seam():
    green = painted(Backdrop(rows=SPLIT))[20, :, 1].astype(int)

    assert np.count_nonzero((green > 80) & (green < 150)) > 0.04 * len(green)


def test_a_seam_inside_a_mixed_column_is_drawn_where_it_was():
    rows = tuple(("#202020",) * 5 + ("#907070",) + ("#ffc0c0",) * 6 for _ in range(7))
    line = painted(Backdrop(rows=rows, upright=(Divide(at=5.3 / 12),)))[100, :, 0].astype(int)

    assert np.argmax(line > 140) == pytest.approx(640 * 5.3 / 12, abs=6)


def test_four_pictures_stay_four():
    colors = ("#ff0000", "#00ff00", "#0000ff", "#ffffff")
    rows = tuple((colors[2 * (row > 3)],) * 6 + (colors[2 * (row > 3) + 1],) * 6 for row in range(8))
    picture = painted(Backdrop(rows=rows, upright=(Divide(at=0.5),), level=(Divide(at=0.5),)))

    corners = (picture[30:50, 30:50], picture[30:50, -50:-30], picture[-50:-30, 30:50], picture[-50:-30, -50:-30])
    assert all(near(corner, color, 12) for corner, color in zip(corners, colors, strict=True))


@pytest.mark.parametrize(("w", "h"), [(640, 360), (360, 640), (1280, 720)])
@pytest.mark.parametrize("level", [False, True], ids=["upright", "level"])
def test_a_line_along_a_seam_is_as_broad_as_it_was_and_has_one_color(w, h, level):
    seams, none = (Divide(at=0.5, line="#ffe020", width=0.05),), ()
    upright, across = (none, seams) if level else (seams, none)
    picture = painted(Backdrop(rows=SPLIT, detail=0.8, upright=upright, level=across), w=w, h=h)
    line = (picture.transpose(1, 0, 2) if level else picture)[30].astype(int)
    yellow = np.abs(line - rgb_of("#ffe020")).max(axis=1) < 12

    assert np.count_nonzero(yellow) == pytest.approx(0.05 * min(w, h), abs=2)
    assert np.flatnonzero(yellow).mean() == pytest.approx(len(line) / 2, abs=1)


def test_a_plain_background_stays_plain_and_a_busy_one_does_not():
    plain, busy = painted(Backdrop(rows=BLUES)), painted(Backdrop(rows=BLUES, detail=0.8))

    assert plain[:60].std(axis=(0, 1)).max() < 4
    assert busy[:60].std(axis=(0, 1)).max() > 8


def test_variants_are_lit_differently_and_the_same_one_comes_out_again():
    first, second = painted(Backdrop(rows=BLUES), 1), painted(Backdrop(rows=BLUES), 2)

    assert np.abs(first.astype(int) - second).mean() > 3
    assert (painted(Backdrop(rows=BLUES), 2) == second).all()


@pytest.mark.parametrize("size", [(1080, 1350), (1080, 1920), (1500, 500)])
def test_every_shape_is_filled(size):
    picture = painted(Backdrop(rows=SPLIT, detail=0.5), w=size[0] // 4, h=size[1] // 4)

    assert picture.shape[:2] == (size[1] // 4, size[0] // 4)
    assert picture[:, -10:, 1].mean() > picture[:, :10, 1].mean() + 30


def sides(seam: Seam) -> Backdrop:
    red, blue = (
        Part(terms=(color,), least=(0, 0, 0), most=(255, 255, 255)) for color in ((200, 30, 30), (30, 60, 200))
    )
    return Backdrop(rows=BLUES, ground=Ground(parts=(red, blue), seam=seam, kind="two-part"))


def test_a_background_with_a_formula_is_painted_by_it_at_any_size():
    for w, h in ((640, 360), (270, 480), (1280, 720)):
        picture = painted(sides(Seam(across=0.9, down=0.44, at=0.0)), w=w, h=h)
        across = picture[h // 2, :, 2].astype(int)

        assert near(picture[: h // 8, : w // 8], "#c81e1e", 4)
        assert near(picture[-h // 8 :, -w // 8 :], "#1e3cc8", 4)
        assert np.count_nonzero((across > 50) & (across < 180)) <= 3


def test_a_background_with_a_formula_is_lit_like_any_other():
    plain = sides(Seam(across=1.0, down=0.0, at=0.0))

    assert np.abs(painted(plain, 1).astype(int) - painted(plain, 2)).mean() > 3
