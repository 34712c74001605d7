from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from common.brief import Brief, FacePosition, TextPlacement, Vibe
from common.color import rgb_of
from common.direction import direct
from common.palette import palette_for
from gen_studio.paint.canvas import Canvas
from gen_studio.scenes import SCENES, Scene, scene_for

Pixels = NDArray[np.uint8]

# Every scene once, under the first vibe that has it.
OWN: dict[str, tuple[Scene, Vibe]] = {}
for vibe, scenes in SCENES.items():
    for scene in scenes:
        OWN.setdefault(scene.name, (scene, vibe))
every_scene = pytest.mark.parametrize("name", OWN)
# Their energy is behind the person, whom these tests do not see, or they are calm all over.
CALM = {"zoom-lines", "comic-burst", "paper-cut", "paper-sun", "arch", "studio"}
# Their colors are those of light: only the words and the outline carry a brand's exactly.
LUMINOUS = {"dusk", "grid-horizon", "data-wave", "code-panels", "archive"}
NIGHT = {Vibe.CINEMATIC, Vibe.NEON, Vibe.TECH, Vibe.DOCUMENTARY}


@pytest.fixture(autouse=True)
def _one_core():
    cv2.setNumThreads(1)


def shape(w: int, h: int) -> dict[str, Any]:
    """The same shape at a size that may be ordered."""
    factor = 1024 / max(w, h)
    return {"platform": "custom", "size": {"w": round(w * factor), "h": round(h * factor)}}


def painted(name: str, w: int, h: int, *, variant: int = 1, seed: int = 7, **answers: Any) -> Pixels:
    scene, vibe = OWN[name]
    brief = Brief.model_validate({"headline": "STOP", "vibe": [vibe], **shape(w, h)} | answers)
    plan = direct(brief, variant, seed)
    return scene.paint(Canvas(w, h), palette_for(brief, plan), plan, np.random.default_rng(plan.seed))


def job(vibe: Vibe, variants: int = 4) -> list[Pixels]:
    """The scenes of one job, small."""
    brief = Brief.model_validate(
        {"headline": "STOP", "vibe": [vibe], "platform": "custom", "size": {"w": 320, "h": 256}}
    )
    plans = [direct(brief, variant, 5) for variant in range(1, variants + 1)]
    canvas = Canvas(320, 180)
    return [
        scene_for(plan).paint(canvas, palette_for(brief, plan), plan, np.random.default_rng(plan.seed))
        for plan in plans
    ]


def shrunk(pixels: Pixels, w: int, h: int) -> NDArray[np.float64]:
    return np.asarray(cv2.resize(pixels, (w, h), interpolation=cv2.INTER_AREA), np.float64)


def test_every_vibe_has_two_scenes_of_its_own_or_more():
    assert set(SCENES) == set(Vibe)
    assert min(len(scenes) for scenes in SCENES.values()) >= 2
    assert len(OWN) >= 18


def test_variants_step_through_the_scenes_of_their_vibe():
    brief = Brief.model_validate({"headline": "STOP", "vibe": ["neon"]})
    names = [scene_for(direct(brief, variant, 1)).name for variant in range(1, 5)]

    assert len(set(names)) == len(SCENES[Vibe.NEON])


@every_scene
def test_the_same_request_paints_the_same_picture(name):
    assert np.array_equal(painted(name, 320, 180), painted(name, 320, 180))


@every_scene
def test_another_seed_paints_another_picture(name):
    assert not np.array_equal(painted(name, 320, 180), painted(name, 320, 180, seed=8))


@every_scene
def test_any_number_of_pixels_is_the_same_picture(name):
    small, large = painted(name, 480, 270), painted(name, 1440, 810)

    apart = np.abs(shrunk(small, 160, 90) - shrunk(large, 160, 90))
    assert apart.mean() < 1.5
    assert np.percentile(apart, 99) < 20


def test_a_4k_canvas_is_the_same_picture():
    small, large = painted("sunburst", 640, 360), painted("sunburst", 3840, 2160)

    assert np.abs(shrunk(small, 160, 90) - shrunk(large, 160, 90)).mean() < 1.5


@every_scene
@pytest.mark.parametrize(("w", "h"), [(135, 240), (160, 160), (240, 80), (64, 256)])
def test_every_shape_of_canvas_is_filled(name, w, h):
    pixels = painted(name, w, h)

    assert pixels.shape == (h, w, 3)
    assert pixels.dtype == np.uint8
    assert pixels.std() > 4


@every_scene
@pytest.mark.parametrize(
    ("face", "text"),
    [
        (FacePosition.LEFT, TextPlacement.RIGHT),
        (FacePosition.CENTER, TextPlacement.AROUND),
        (FacePosition.RIGHT, TextPlacement.TOP),
    ],
)
def test_face_and_words_may_be_anywhere(name, face, text):
    assert painted(name, 160, 90, face=face, text=text).std() > 4


@pytest.mark.parametrize("vibe", Vibe)
def test_variants_of_one_job_visibly_differ(vibe):
    pictures = [shrunk(pixels, 32, 18) for pixels in job(vibe)]

    for index, one in enumerate(pictures):
        for other in pictures[index + 1 :]:
            assert np.abs(one - other).mean() > 16


@pytest.mark.parametrize("name", [name for name in OWN if name not in CALM])
def test_the_words_get_the_calmer_side(name):
    gray = cv2.cvtColor(painted(name, 640, 360), cv2.COLOR_RGB2GRAY)
    detail = np.abs(cv2.Laplacian(cv2.GaussianBlur(gray, (0, 0), 1.5), cv2.CV_32F))

    words, person = detail[:, :260], detail[:, 300:]
    assert words.mean() < person.mean() * 1.05


@pytest.mark.parametrize("name", [name for name, (_, vibe) in OWN.items() if vibe in NIGHT])
def test_light_gathers_where_the_head_will_be_in_dark_scenes(name):
    picture = painted(name, 320, 180, colors="cool")
    head, corners = picture[30:110, 180:270], np.concatenate([picture[:30, :60], picture[-30:, :60]])

    assert head.mean() > corners.mean()


@pytest.mark.parametrize("name", [name for name in OWN if name not in LUMINOUS])
def test_brand_colors_are_found_in_the_picture(name):
    brand = ("#00a676", "#ffb400")
    pixels = painted(name, 640, 360, colors="brand", brand_colors=brand)
    lab = cv2.cvtColor(np.asarray(pixels, np.float32) / 255, cv2.COLOR_RGB2LAB)
    wanted = [cv2.cvtColor(np.array([[rgb_of(color)]], np.float32) / 255, cv2.COLOR_RGB2LAB)[0, 0] for color in brand]
    near = [(np.linalg.norm(lab - color, axis=2) < 8).mean() for color in wanted]

    assert max(near) > 0.002


@every_scene
def test_gradients_do_not_band(name):
    """In a smooth strip no value may stand still for long: dither breaks every step up."""
    row = painted(name, 1280, 320)[4, :, 1].astype(int)
    changes = np.flatnonzero(np.diff(row))
    longest = np.diff(np.concatenate([[0], changes, [1280]])).max()

    assert longest < 60 or row[:60].max() < 6 or row.max() > 250
