"""The port, its rules, and both engines; nsfwjs for real, on every harmless picture at hand."""

import sys

import cv2
import numpy as np
import pytest
from skimage import data
from tests.unit.identity.engines import Fixed

from common.decency import DecencyPage
from identity.guards.decency import looked_at
from identity.guards.nsfwjs import NsfwJs, squared
from identity.guards.nudenet import NudeNetDecency
from identity.networks.scripts import read_scripts


class Parts:
    """What NudeNet's detector answers."""

    def detect(self, bgr):  # noqa: ARG002 - the package's shape
        return [{"class": "FACE_FEMALE", "score": 0.9}, {"class": "FEMALE_BREAST_EXPOSED", "score": 0.7}]


@pytest.fixture(scope="module")
def nsfwjs(models) -> NsfwJs:
    return NsfwJs(models)


def test_without_an_engine_a_picture_is_unchecked_never_safe(coffee):
    assert looked_at(coffee, None) == DecencyPage(verdict="unchecked")


@pytest.mark.parametrize(("explicit", "verdict"), [(0.79, "safe"), (0.8, "unsafe"), (1.0, "unsafe")])
def test_from_its_limit_on_a_picture_is_unsafe(coffee, explicit, verdict):
    page = looked_at(coffee, Fixed(explicit))

    assert (page.verdict, page.engine) == (verdict, "fixed-1")


def test_a_suggestive_picture_is_safe_and_says_so(coffee):
    page = looked_at(coffee, Fixed(0.1, 0.7))

    assert (page.verdict, page.suggestive) == ("safe", True)


@pytest.mark.parametrize(
    "name", ["astronaut", "chelsea", "coffee", "rocket", "retina", "immunohistochemistry", "brick"]
)
def test_harmless_pictures_are_safe(nsfwjs, name):
    rgb = getattr(data, name)()
    page = looked_at(np.repeat(rgb[..., None], 3, axis=2) if rgb.ndim == 2 else rgb[..., :3], nsfwjs)

    assert (page.verdict, page.suggestive) == ("safe", False)


@pytest.mark.parametrize("gain", [(1.15, 1, 0.8), (0.6, 0.6, 0.6), (1, 1, 1)], ids=["warm", "dark", "plain"])
@pytest.mark.parametrize("zoom", [1, 2, 3])
def test_a_face_that_fills_the_picture_is_safe(nsfwjs, astronaut, gain, zoom):
    side = 40 * zoom
    face = np.clip(astronaut[128 - side : 128 + side, 225 - side : 225 + side] * np.array(gain), 0, 255).astype(
        np.uint8
    )

    assert looked_at(cv2.resize(face, (600, 600)), nsfwjs).verdict == "safe"


def test_both_networks_say_what_their_package_says(nsfwjs, astronaut):
    """The wide one against nsfwjs 4.3.0 under TensorFlow.js, run once by hand: equal to the fifth digit."""
    x = squared(astronaut)
    wide, small = nsfwjs.scores(x)

    assert wide == pytest.approx([0.05249, 0.00540, 0.93767, 0.00054, 0.00390], abs=3e-3)
    assert small.sum() == pytest.approx(1.0, abs=1e-5)
    assert small.argmax() == wide.argmax() == 2


def test_weights_that_do_not_add_up_are_refused(tmp_path):
    (tmp_path / "model.js").write_text(
        '{name:"a",shape:[3],dtype:"float32",quantization:{min:-.5,scale:1e-2,dtype:"uint8"}}'
    )
    (tmp_path / "good.js").write_text('exports="AAEC"')
    (tmp_path / "short.js").write_text('exports="AAE="')

    assert read_scripts(tmp_path / "model.js", [tmp_path / "good.js"])["a"] == pytest.approx([-0.5, -0.49, -0.48])
    with pytest.raises(ValueError, match="weights"):
        read_scripts(tmp_path / "model.js", [tmp_path / "short.js"])
    with pytest.raises(FileNotFoundError, match="doctor"):
        read_scripts(tmp_path / "model.js", [tmp_path / "missing.js"])


def test_nudenet_counts_bare_parts_alone(coffee):
    engine = NudeNetDecency(Parts())

    assert looked_at(coffee, engine).verdict == "unsafe"
    assert "AGPL" in engine.license


def test_nudenet_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "nudenet", None)
    with pytest.raises(ImportError, match="extras add nudenet"):
        NudeNetDecency()
