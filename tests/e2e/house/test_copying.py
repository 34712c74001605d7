"""A thumbnail is copied through a whole house: its arrangement, with one's own face and words."""

import json
from pathlib import Path

import cv2
import httpx
import pytest
from tests.bench.layout.samples import samples
from tests.e2e.house.conftest import MakeIt

from thumbworks.api import ApiError
from thumbworks.home import assets_folder


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

    assert words["content"] == "NEVER AGAIN"
    assert words["sure"]["content"] > 0.5
    assert corrected.status_code == 200
    assert mine["style"]["fill"] == "#00ff00"
    assert api.get(f"/assets/{sent['id']}/layout").json()["spec"] == read["spec"]


def test_only_copy_targets_have_a_layout(api: httpx.Client, selfie: Path) -> None:
    sent = api.post("/upload/selfie", files={"file": ("me.jpg", selfie.read_bytes())}).json()
    found = api.get(f"/assets/{sent['asset_id']}/layout")

    assert (found.status_code, found.json()["code"]) == (404, "not_found")
