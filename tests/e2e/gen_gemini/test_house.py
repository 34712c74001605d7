"""The whole way without a key: `up --simulate gemini`, and thumbnails by a model's alias."""

import json
from pathlib import Path

import pytest
from PIL import Image
from tests.e2e.gen_gemini.simulated import MODEL, Simulated
from tests.e2e.house.conftest import run

from thumbworks.errors import HouseError
from thumbworks.simulating import root_of

ALIAS = "nano-banana-2.1"


ORDER = ("--headline", "STOP DOING THIS", "--model", ALIAS, "--variants", "2")


def test_one_command_makes_finished_thumbnails_by_a_model(simulated: Simulated, selfie: Path, tmp_path: Path) -> None:
    status, made = simulated.make(selfie, *ORDER, "--out", tmp_path / "out")

    assert (status, made["job"]["status"]) == (0, "succeeded")
    assert [Image.open(file).size for file in sorted((tmp_path / "out").glob("*.png"))] == [(1280, 720)] * 2
    renders = [variant["render"] for variant in made["job"]["variants"]]
    assert {render["model"] for render in renders} == {MODEL}
    assert [sale["model"] for sale in simulated.said()["bought"]] == [MODEL, MODEL]


def test_the_selfie_is_uploaded_once_for_all_variants(simulated: Simulated, selfie: Path, tmp_path: Path) -> None:
    simulated.make(selfie, *ORDER, "--out", tmp_path / "out")

    assert sum(request["method"] == "upload" for request in simulated.said()["requests"]) <= 1


def test_a_refusal_is_told_in_plain_words_and_costs_nothing(simulated: Simulated, selfie: Path, tmp_path: Path) -> None:
    status, made = simulated.make(selfie, *ORDER, "--title", "Me [[simulate:celebrity]]", "--out", tmp_path / "out")

    failed = made["job"]
    assert status == 1
    assert (failed["status"], failed["charged"]) == ("blocked", 0)
    assert "a well-known person" in json.dumps(failed)


def test_models_lists_what_is_offered_with_its_combinations(simulated: Simulated) -> None:
    listed = json.loads(run(simulated.home, "models", "--json").stdout)

    card = next(model for model in listed["models"] if model["id"] == MODEL)
    assert ALIAS in card["aliases"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("imagen-4.0-generate-001", MODEL), ("gemini-2.5-flash-image-preview", MODEL), ("nanobanana-pro", "xperimental")],
)
def test_a_model_that_is_not_on_offer_is_answered_with_what_to_do(
    simulated: Simulated, selfie: Path, name: str, said: str
) -> None:
    status, problem = simulated.make(selfie, "--headline", "HI", "--model", name)

    assert status == 2
    assert said in json.dumps(problem)


def test_a_finished_thumbnail_is_changed_where_the_conversation_was(
    simulated: Simulated, selfie: Path, tmp_path: Path
) -> None:
    _, made = simulated.make(selfie, *ORDER, "--out", tmp_path / "out")
    render = made["job"]["variants"][0]["render"]["id"]

    status, changed = simulated.make("--edit", render, "make the sky red", "--out", tmp_path / "edit")

    assert (status, changed["job"]["status"]) == (0, "succeeded")
    asked = [request for request in simulated.said()["requests"] if request["method"] == "generate"][-1]["body"]
    assert [turn["role"] for turn in asked["contents"]] == ["user", "model", "user"]
    assert "make the sky red" in json.dumps(asked["contents"][-1])


def test_what_was_looked_up_is_shown_with_the_thumbnail(simulated: Simulated, selfie: Path, tmp_path: Path) -> None:
    _, made = simulated.make(selfie, *ORDER, "--grounding", "web", "--out", tmp_path / "out")

    assert "https://example.com/article" in json.dumps(made["job"])


def test_a_style_and_a_video_go_along(simulated: Simulated, selfie: Path, tmp_path: Path) -> None:
    video = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    simulated.make(
        selfie, *ORDER, "--reference", selfie, "--video", video, "--thinking", "high", "--out", tmp_path / "out"
    )

    asked = [request for request in simulated.said()["requests"] if request["method"] == "generate"][-1]["body"]
    parts = asked["contents"][-1]["parts"]
    assert any(part.get("fileData", {}).get("fileUri") == video for part in parts)
    assert any("style only" in part.get("text", "") for part in parts)
    assert asked["generationConfig"]["thinkingConfig"]["thinkingLevel"] == "HIGH"


def test_half_the_price_by_batch(simulated: Simulated, selfie: Path, tmp_path: Path) -> None:
    status, made = simulated.make(selfie, *ORDER, "--batch", "--out", tmp_path / "out")

    assert (status, made["job"]["status"]) == (0, "succeeded")
    assert [sale["batch"] for sale in simulated.said()["bought"]] == [True, True]


def test_a_provider_nobody_can_play_is_a_clear_answer(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "up", "--port", "0", "--simulate", "nobody")

    assert done.returncode == 3
    assert "there is no simulator of nobody" in done.stderr


def test_an_installed_copy_has_no_simulators_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="part of the repository"):
        root_of("gemini", tmp_path)
