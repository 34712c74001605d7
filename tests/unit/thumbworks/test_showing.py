"""What is said of a run and of the models; ids that have to be typed are never cut."""

from pathlib import Path
from typing import Any

import pytest

from thumbworks.making import Made
from thumbworks.showing import accepted, origins, show_jobs, show_layout, show_made, show_models

CARD: dict[str, Any] = {
    "id": "gemini-nano-banana-2.1", "title": "Nano Banana 2.1", "aliases": ["nano-banana-2.1"], "experimental": False,
    "max_references": 14, "max_side": 4096, "sends_faces_to": "google", "credits_for_four": {"draft": 5, "std": 6},
    "can": {
        "sizes": ["1K"], "ratios": ["16:9"], "thinking": [], "search": ["web"], "inputs": ["text", "video"],
        "tiers": ["standard", "flex"], "batch": True, "edits": True,
    },
}  # fmt: skip


def render(number: int, **more: Any) -> dict[str, Any]:
    origin = {"ai_generated": True, "watermark": "SynthID"}
    return {"id": f"rnd_{number}", "model": "m", "origin": origin, "sources": [], "editable": True, **more}


def job(*renders: dict[str, Any] | None) -> dict[str, Any]:
    return {"variants": [{"render": one} for one in renders]}


def test_a_model_says_what_it_accepts_and_is_silent_on_what_it_lacks():
    assert accepted(CARD) == [
        "sizes: 1K",
        "ratios: 16:9",
        "pictures to look at: 14",
        "search: web",
        "also: video, edits, batch, flex",
        "selfies go to: google",
    ]


def test_a_layout_shows_each_layer_and_what_its_reader_doubts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "120")
    wall = {"type": "image", "role": "background", "bbox": None, "color": "#102040", "ops": ["blur:2"], "sure": None}
    title = {
        "type": "text", "role": "headline", "content": "NEVER AGAIN", "bbox": [96.6, 90.5, 1091.1, 380.0],
        "style": {"font": "Anton", "fill": "#ffffff"}, "sure": {"content": 0.97, "font": 0.55},
    }  # fmt: skip
    arrow = {
        "type": "shape",
        "role": "sign",
        "bbox": [1, 2, 3, 4],
        "color": "#ff0000",
        "sign": {"kind": "arrow"},
        "sure": {},
    }
    spec = {"canvas": {"w": 1280, "h": 720}, "layers": [wall, title, arrow]}
    show_layout({"spec": spec, "warnings": ["The words are hard to read."]})

    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "background 0,0 1280x720 #102040 blur:2" in rows
    assert "headline NEVER AGAIN 97,90 1091x380 Anton #ffffff font 0.55" in rows
    assert "sign arrow 1,2 3x4 #ff0000" in rows
    assert "The words are hard to read." in rows


def test_an_id_is_never_cut(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    show_models({"models": [CARD]})

    assert "gemini-nano-banana-2.1" in capsys.readouterr().out


def test_what_a_model_drew_is_called_so_once_and_every_picture_can_be_changed():
    lines = origins(job(render(1), None, render(2)))

    assert [line.startswith("Drawn by m, marked with SynthID") for line in lines] == [True, False, False]
    assert [line for line in lines if "rnd_2" in line] == ['To change it: --edit rnd_2 "make the sky red"']


def test_a_source_is_named_once_however_many_pictures_used_it():
    source = {"uri": "https://a.b/c", "title": "", "domain": "a.b"}
    lines = origins(job(render(1, sources=[source], editable=False), render(2, sources=[source], editable=False)))

    assert lines[1:] == ["Source: a.b https://a.b/c"]


def test_every_picture_comes_with_the_id_to_change_it_by(capsys: pytest.CaptureFixture[str]):
    finished = {"variant": 1, "render": render(1, score=91.0, scene="sunburst"), "error": None}
    about = {"id": "job_1", "status": "succeeded", "variants": [finished], "charged": 2, "refunded": 0}
    show_made(Made(about, {1: [Path("youtube-1.png")]}, {}, 1.0))

    assert {"youtube-1.png", "rnd_1"} <= set(capsys.readouterr().out.split())


def test_a_photographed_face_needs_no_word():
    origin = {"ai_generated": False, "watermark": None}

    assert origins(job(render(1, origin=origin, editable=False))) == []


def test_jobs_show_how_they_stand_what_they_cost_and_where_the_list_goes_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "100")
    common = {"created_at": "2026-11-29T19:32:05Z", "quoted": 6, **job(render(1), None)}
    done = {"id": "job_1", "status": "partially_succeeded", "charged": 4, **common}
    running = {"id": "job_2", "status": "running", "charged": None, **common}
    show_jobs({"items": [done, running], "next_cursor": "abc"})
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    assert "job_1 11-29 19:32 partially succeeded 1 of 2 4" in lines
    assert "job_2 11-29 19:32 running 1 of 2 6 at most" in lines
    assert lines[-1] == "Older ones: --cursor abc"


@pytest.mark.parametrize(("mode", "step"), [("copy", "copied thumbnail 7.60 s"), ("design", "face 9.60 s")])
def test_the_time_a_copied_thumbnail_took_to_read_is_not_the_faces(
    mode: str, step: str, capsys: pytest.CaptureFixture[str]
):
    over = {"id": "job_1", "status": "succeeded", "mode": mode, "charged": 3, "refunded": 0, "variants": []}
    show_made(Made(over, hops={"identity.resolved": 2.0, "image.requested": 7.6}))

    assert step in " ".join(capsys.readouterr().out.split())
