"""A thumbnail is copied through a whole house: its arrangement, with one's own face and words."""

import json
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.bench.layout.samples import samples
from tests.e2e.house.conftest import MakeIt, RunningHouse, run
from tests.unit.layout_extractor.targets import WHOLE, drawn, words

from thumbworks.api import ApiError
from thumbworks.home import assets_folder

JSON = "application/json"


@pytest.fixture(scope="module")
def target() -> bytes:
    """A person at the right, NEVER AGAIN in slab letters at the left."""
    sample = next(iter(samples(assets_folder(), range(7, 8))))
    return cv2.imencode(".jpg", cv2.cvtColor(sample.rgb, cv2.COLOR_RGB2BGR))[1].tobytes()


def test_a_copied_layout_carries_ones_own_words(api: httpx.Client, make_it: MakeIt, target: bytes) -> None:
    sent = api.post(
        "/upload/copy-target", files={"file": ("target.jpg", target)}, data={"rights_attestation": "true"}
    ).json()
    made = make_it(mode="copy", copy_target=sent["id"], headline="MY OWN WORDS", model_pref="studio")
    spec = json.loads(Path(made.files[1][1]).read_text())
    words = [layer for layer in spec["layers"] if layer["type"] == "text"]
    person = next(layer for layer in spec["layers"] if layer["role"] == "subject")

    assert made.job["status"] == "succeeded"
    assert made.job["charged"] == 3  # a standard job, and one more for copy mode
    assert [layer["content"] for layer in words] == ["MY OWN WORDS"]
    assert words[0]["style"]["font"] == "Alfa Slab One"
    assert words[0]["bbox"][0] + words[0]["bbox"][2] < 700
    assert person["focus"][0] > 800
    assert made.job["variants"][0]["render"]["checks"]["originality"] > 0.4
    assert all("NEVER" not in layer.get("content", "") for layer in spec["layers"])


def test_copy_mode_without_a_thumbnail_says_what_is_missing(make_it: MakeIt) -> None:
    with pytest.raises(ApiError, match="thumbnail to copy"):
        make_it(mode="copy", model_pref="studio")


def bare(layer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in layer.items() if name != "sure"}


def test_a_layout_can_be_corrected_before_it_is_paid_for(api: httpx.Client, make_it: MakeIt, target: bytes) -> None:
    sent = api.post(
        "/upload/copy-target", files={"file": ("target.jpg", target)}, data={"rights_attestation": "true"}
    ).json()
    read = api.get(f"/assets/{sent['id']}/layout").json()
    words = next(layer for layer in read["spec"]["layers"] if layer["type"] == "text")
    words["style"]["fill"] = "#00ff00"
    words["style"]["stroke"], words["style"]["stroke_color"] = 14, "#000000"
    corrected = api.put(f"/assets/{sent['id']}/layout", json=read["spec"])
    made = make_it(mode="copy", copy_target=sent["id"], headline="MY OWN WORDS", model_pref="studio")
    spec = json.loads(Path(made.files[1][1]).read_text())
    mine = next(layer for layer in spec["layers"] if layer["type"] == "text")
    kept = api.get(f"/assets/{sent['id']}/layout").json()["spec"]["layers"]

    assert words["content"] == "NEVER AGAIN"
    assert words["sure"]["content"] > 0.5
    assert corrected.status_code == 200
    assert mine["style"]["fill"] == "#00ff00"
    assert all(layer.get("sure") is None for layer in kept if layer["type"] == "text")
    assert all(layer["sure"] for layer in kept if layer["type"] == "image")
    assert [bare(layer) for layer in kept] == [bare(layer) for layer in read["spec"]["layers"]]


def test_a_correction_that_cannot_be_drawn_is_refused_at_once(api: httpx.Client, target: bytes) -> None:
    sent = api.post(
        "/upload/copy-target", files={"file": ("target.jpg", target)}, data={"rights_attestation": "true"}
    ).json()
    spec = api.get(f"/assets/{sent['id']}/layout").json()["spec"]
    background = next(layer for layer in spec["layers"] if layer["role"] == "background")
    background["ops"] = ["sparkle:0.5"]
    refused = api.put(f"/assets/{sent['id']}/layout", json=spec)
    background["ops"], background["focus"] = [], [float("inf"), 0, 1, 1]
    endless = api.put(f"/assets/{sent['id']}/layout", content=json.dumps(spec), headers={"content-type": JSON})
    kept = api.get(f"/assets/{sent['id']}/layout").json()["spec"]

    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert "sparkle" in refused.json()["detail"]
    assert (endless.status_code, endless.json()["code"]) == (422, "validation_failed")
    assert all("sparkle" not in op for layer in kept["layers"] for op in layer.get("ops", ()))


def test_the_command_line_reads_a_layout_and_follows_it_as_it_was_left(
    house: RunningHouse, selfie: Path, target: bytes, tmp_path: Path
) -> None:
    (file := tmp_path / "target.jpg").write_bytes(target)
    layout = tmp_path / "layout.json"
    ours = (
        "make",
        selfie,
        "--copy",
        file,
        "--layout",
        layout,
        "--headline",
        "MY OWN WORDS",
        "--variants",
        "2",
        "--json",
    )
    read = json.loads(run(house.home, "layout", file, "--out", layout, "--json").stdout)
    spec = json.loads(layout.read_text())
    words = next(layer for layer in spec["layers"] if layer["type"] == "text")
    words["style"]["fill"] = "#00ff00"
    layout.write_text(json.dumps(spec))
    made = run(house.home, *ours, "--out", tmp_path / "out")
    words["bbox"] = [2000, 0, 10, 10]
    layout.write_text(json.dumps(spec))
    refused = run(house.home, *ours, "--out", tmp_path / "none")
    drawn = json.loads(next((tmp_path / "out").glob("*.json")).read_text())

    assert read["spec"]["layers"][0]["sure"]
    assert made.returncode == 0, made.stderr
    assert next(layer for layer in drawn["layers"] if layer["type"] == "text")["style"]["fill"] == "#00ff00"
    assert (refused.returncode, json.loads(refused.stdout)["code"]) == (2, "validation_failed")
    assert not (tmp_path / "none").exists()


def gradient_with_words() -> tuple[bytes, NDArray[np.uint8]]:
    """A title on a gradient, as a JPEG, and the gradient alone."""
    along = np.linspace(0, 1, 1280)[None, :, None]
    blues = np.array([30.0, 70.0, 190.0]) * (1 - along) + np.array([120.0, 40.0, 160.0]) * along
    ground = np.repeat(blues, 720, axis=0).astype(np.uint8)
    title = words("THE TRUTH", (120, 160, 1040, 200), fill="#ffffff")
    picture = drawn(WHOLE, title, photo=ground)
    return cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1].tobytes(), ground


def test_a_plain_background_is_read_back_as_a_picture_and_erased_with_its_thumbnail(
    api: httpx.Client, make_it: MakeIt
) -> None:
    target, ground = gradient_with_words()
    sent = api.post(
        "/upload/copy-target", files={"file": ("target.jpg", target)}, data={"rights_attestation": "true"}
    ).json()
    made = make_it(mode="copy", copy_target=sent["id"], headline="MY OWN WORDS", model_pref="studio")
    read = api.get(f"/assets/{sent['id']}/layout").json()
    plate = api.get(read["plate"]["url"])
    shown = np.asarray(cv2.imdecode(np.frombuffer(plate.content, np.uint8), cv2.IMREAD_COLOR))
    copy = np.asarray(cv2.imread(str(made.files[1][0])))
    corner = copy[:40, :40].reshape(-1, 3).mean(axis=0) - ground[0, 0, ::-1]
    erased = api.delete(f"/assets/{sent['id']}").json()

    assert read["plate"]["kind"] == "gradient"
    assert read["plate"]["sure"] > 0.8
    assert read["scene"]["text"].startswith("The background is a smooth gradient from purple")
    assert plate.headers["content-type"] == "image/png"
    assert np.abs(shown[..., ::-1].astype(int) - ground).mean() < 3
    assert np.abs(corner).max() < 8
    assert erased["erased"]["files"] >= 2  # with what hides faces, where one is suspected
    assert api.get(read["plate"]["url"]).status_code == 404


def test_a_photograph_has_no_plate_and_is_told_in_words(api: httpx.Client, target: bytes) -> None:
    sent = api.post(
        "/upload/copy-target", files={"file": ("target.jpg", target)}, data={"rights_attestation": "true"}
    ).json()
    read = api.get(f"/assets/{sent['id']}/layout").json()

    assert "plate" not in read or read["plate"] is None
    assert read["no_plate"]
    assert "NEVER" not in read["scene"]["text"]
    assert 0 < read["scene"]["sure"] < 1
    assert api.get(f"/assets/{sent['id']}?format=plate").status_code == 404


def test_only_copy_targets_have_a_layout(api: httpx.Client, selfie: Path) -> None:
    sent = api.post("/upload/selfie", files={"file": ("me.jpg", selfie.read_bytes())}).json()
    found = api.get(f"/assets/{sent['asset_id']}/layout")

    assert (found.status_code, found.json()["code"]) == (404, "not_found")
