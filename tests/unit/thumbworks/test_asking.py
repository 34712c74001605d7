from pathlib import Path

import pytest
from typer.testing import CliRunner

from thumbworks.asking import order
from thumbworks.main import app

OUT = Path("out")
ME = Path("me.jpg")


def test_what_was_left_out_is_left_to_the_api():
    asked = order({"headline": "HI", "subtext": "", "platform": None, "draw_text": False, "vibe": []}, [ME], out=OUT)

    assert (asked.brief, asked.run) == ({"headline": "HI"}, {"variants": 4})


def test_options_become_answers_and_the_run_is_told_its_own():
    given = {"headline": "HI", "model": "nano-banana-2.1", "tier": "batch", "grounding": ["web"], "seed": 3}
    asked = order(given, [ME], out=OUT, variants=2)

    assert asked.brief == {"headline": "HI", "service_tier": "batch", "grounding": ["web"]}
    assert asked.run == {"variants": 2, "model_pref": "nano-banana-2.1", "seed": 3}


def test_files_wait_under_the_field_that_wants_them():
    asked = order({"headline": "HI", "reference": [ME], "thing": [ME, ME], "mask": None}, [ME], out=OUT)

    assert asked.pictures == {"style_refs": [ME], "object_refs": [ME, ME]}


def test_an_edit_keeps_only_what_an_edit_can_be_told():
    given = {"title": "T", "model": "pro", "size": "1080x1080", "draw_text": True, "mask": ME}
    asked = order(given, [], out=OUT, edit=("rnd_1", "make the sky red"), variants=6)

    assert asked.edit == "rnd_1"
    assert asked.run == {
        "instruction": "make the sky red", "model_pref": "pro", "platform": "custom", "size": {"w": 1080, "h": 1080},
    }  # fmt: skip
    assert asked.pictures == {"mask": ME}


def test_a_size_of_its_own_makes_the_platform_custom():
    assert order({"headline": "HI", "size": "800x600"}, [ME], out=OUT).brief["platform"] == "custom"
    assert "platform" not in order({"headline": "HI", "size": "1280x720"}, [ME], out=OUT).brief


@pytest.mark.parametrize(("arguments", "missing"), [([], "IMAGES"), (["me.jpg"], "--headline")])
def test_a_run_needs_a_picture_and_a_headline(tmp_path: Path, arguments: list[str], missing: str):
    (tmp_path / "me.jpg").touch()
    done = CliRunner().invoke(app, ["make", *(str(tmp_path / one) for one in arguments)])

    assert done.exit_code == 2
    assert missing in done.output


def test_a_corrected_layout_needs_the_thumbnail_it_is_of(tmp_path: Path):
    (me := tmp_path / "me.jpg").touch()
    (layout := tmp_path / "layout.json").write_text("{}")
    done = CliRunner().invoke(app, ["make", str(me), "--headline", "HI", "--layout", str(layout)])

    assert done.exit_code == 2
    assert "--copy" in done.output
