"""The main job, as a creator sees it."""

import json
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image, ImageColor
from skimage.color import rgb2lab
from tests.e2e.house.conftest import MakeIt, RunningHouse, run

from common.catalog import PLATFORMS, PlatformName
from common.layout import LayoutSpec, TextLayer


def test_one_command_makes_thumbnails_and_says_what_they_cost(selfie: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    done = run(
        tmp_path / "home", "make", selfie, "--headline", "STOP DOING THIS", "--variants", "2", "--out", out, "--json"
    )

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["job"]["status"], said["job"]["charged"]) == ("succeeded", 2)
    assert sorted(file.name for file in out.iterdir()) == [
        "youtube-1.json",
        "youtube-1.png",
        "youtube-2.json",
        "youtube-2.png",
    ]
    assert "Consent recorded" in done.stderr


@pytest.mark.parametrize("platform", [name for name in PlatformName if name is not PlatformName.CUSTOM])
def test_every_platform_gets_its_exact_pixels_within_its_bytes(make_it: MakeIt, platform: PlatformName) -> None:
    made = make_it(platform=platform.value)

    for files in made.files.values():
        with Image.open(files[0]) as picture:
            assert picture.size == (PLATFORMS[platform].sizes[0].w, PLATFORMS[platform].sizes[0].h)
        assert files[0].stat().st_size <= PLATFORMS[platform].max_bytes


def test_the_layers_come_with_live_text(make_it: MakeIt) -> None:
    made = make_it(subtext="AI portfolio mistakes")

    spec = LayoutSpec.model_validate_json(made.files[1][1].read_text())
    texts = [layer.content for layer in spec.layers if isinstance(layer, TextLayer)]
    assert "STOP DOING THIS" in " ".join(texts).upper()
    assert any("portfolio" in text.lower() for text in texts)


def test_the_same_seed_makes_the_same_pictures(make_it: MakeIt) -> None:
    first = [files[0].read_bytes() for files in make_it().files.values()]
    second = [files[0].read_bytes() for files in make_it().files.values()]

    assert first == second


def test_variants_of_one_job_are_different_pictures(make_it: MakeIt) -> None:
    renders = [variant["render"] for variant in make_it(run={"variants": 4}).job["variants"]]

    assert len({render["scene"] for render in renders}) > 1
    assert len({render["seed"] for render in renders}) == 4


@pytest.mark.parametrize(
    "headline",
    [
        "<script>alert(1)</script>",
        "{headline} {}",
        "🔥 BIG NEWS 🔥",
        "لا تفعل هذا",
        "यह मत करो",
        "不要这样做",
        "Cafe\u0301 Zu\u0308rich",
    ],
)
def test_any_script_in_the_headline_is_drawn(make_it: MakeIt, headline: str) -> None:
    made = make_it(headline=headline)

    assert made.job["status"] == "succeeded"
    assert len(made.files) == 2


def test_what_identity_knew_is_gone_when_the_job_is_over(make_it: MakeIt, house: RunningHouse) -> None:
    made = make_it()

    blobs = house.home / "blobs" / "jobs" / made.job["id"]
    assert (blobs / "renders").exists()
    assert not list(blobs.glob("identity/*"))


def test_the_stream_of_a_finished_job_is_a_snapshot_and_its_end(make_it: MakeIt, api: httpx.Client) -> None:
    job = make_it().job

    with api.stream("GET", f"/stream/jobs/{job['id']}") as response:
        events = [line.removeprefix("event: ") for line in response.iter_lines() if line.startswith("event:")]

    assert events == ["job.snapshot", "job.completed"]


def test_an_operator_grants_credits_and_replays_a_job(make_it: MakeIt, house: RunningHouse, api: httpx.Client) -> None:
    job = make_it().job
    before = api.get("/me").json()["credits"]

    granted = run(house.home, "credits", "grant", "25", "--key", "once", "--json")
    again = run(house.home, "credits", "grant", "25", "--key", "once", "--json")
    replayed = run(house.home, "replay", job["id"], "--json")

    assert (granted.returncode, again.returncode, replayed.returncode) == (0, 0, 0), granted.stderr + replayed.stderr
    assert api.get("/me").json()["credits"] == before + 25
    events = [entry["event"] for entry in json.loads(replayed.stdout)]
    assert (events[0], events[-1]) == ("job.requested", "credits.settled")


def test_the_stream_remembers_no_job_it_never_saw(house: RunningHouse) -> None:
    done = run(house.home, "replay", "job_unheard")

    assert done.returncode == 2
    assert "remembers no job" in done.stderr


@pytest.mark.parametrize("vibe", ["bold", "minimalist", "cinematic"])
def test_the_colors_of_a_brand_come_out_as_they_were_given(make_it: MakeIt, vibe: str) -> None:
    brand = ["#e11d48", "#0f766e"]

    made = make_it(vibe=[vibe], brand_colors=brand, subtext="and that")

    for files in made.files.values():
        with Image.open(files[0]) as picture:
            lab = rgb2lab(np.asarray(picture.convert("RGB")))
        for color in brand:
            wanted = rgb2lab(np.array([[ImageColor.getrgb(color)]], np.uint8))
            assert (np.linalg.norm(lab - wanted, axis=2) < 5).mean() > 0.002, color
