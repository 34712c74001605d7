"""What a creator may get wrong, end to end: a clear sentence, a stable code, nothing charged."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data
from tests.e2e.house.conftest import MakeIt, run

from thumbworks.api import ApiError

Photo = Callable[[np.ndarray[Any, Any]], Path]


def refusal(make_it: MakeIt, *images: Path, **answers: Any) -> str:
    with pytest.raises(ApiError) as refused:
        make_it(*images, **answers)
    return refused.value.code


def test_a_picture_without_a_face(make_it: MakeIt, photo: Photo) -> None:
    assert refusal(make_it, photo(data.coins())) == "no_face_found"


def test_a_picture_of_two_people(make_it: MakeIt, photo: Photo) -> None:
    portrait = data.astronaut()[:, 60:420]
    assert refusal(make_it, photo(np.hstack([portrait, portrait[:, ::-1]]))) == "multiple_faces"


def test_a_face_of_twenty_pixels(make_it: MakeIt, photo: Photo) -> None:
    wall = np.full((900, 900, 3), 200, np.uint8)
    small = np.asarray(Image.fromarray(data.astronaut()).resize((110, 110), Image.Resampling.LANCZOS))
    wall[400:510, 400:510] = small
    assert refusal(make_it, photo(wall)) in {"face_too_small", "no_face_found"}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"headline": ""}, "headline_empty"),
        ({"headline": "word " * 40}, "headline_too_long"),
        ({"platform": "myspace"}, "unknown_platform"),
        ({"platform": "custom", "size": {"w": 0, "h": 720}}, "size_out_of_range"),
        ({"platform": "custom", "size": {"w": -5, "h": 720}}, "size_out_of_range"),
        ({"platform": "custom", "size": {"w": 100000, "h": 720}}, "size_out_of_range"),
    ],
)
def test_answers_that_cannot_be(make_it: MakeIt, answers: dict[str, Any], code: str) -> None:
    assert refusal(make_it, **answers) == code


def test_a_model_nobody_knows(make_it: MakeIt) -> None:
    assert refusal(make_it, run={"model_pref": "dall-e-9"}) == "unknown_model"


def test_the_command_line_says_the_code_and_exits_with_two(tmp_path: Path) -> None:
    page = tmp_path / "page.jpg"
    page.write_text("<html><body>not a picture</body></html>")

    done = run(tmp_path / "home", "make", page, "--headline", "STOP DOING THIS", "--json")

    assert done.returncode == 2, done.stderr
    assert json.loads(done.stdout)["code"] == "unsupported_media"


def test_a_port_in_use_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = run(tmp_path / "home", "up", "--port", str(port))

    assert done.returncode == 3
    assert f"port {port} is in use" in done.stderr
