import json
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from thumbworks import extending
from thumbworks.errors import HouseError
from thumbworks.main import app
from thumbworks.setup import environment, extras
from thumbworks.setup.environment import Stamp
from thumbworks.setup.extras import BY_NAME

TESSERACT, EASYOCR = BY_NAME["tesseract"], BY_NAME["easyocr"]


def script(root: Path, body: str) -> None:
    """A `./thumbworks` that does what a test wants of a set-up."""
    file = root / "thumbworks"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


def installed(root: Path, *names: str) -> None:
    for name in names:
        (root / f".venv/lib/python3.11/site-packages/{name}-1.0.dist-info").mkdir(parents=True)


def test_nothing_is_remembered_where_nothing_was_added(tmp_path):
    assert extras.remembered(tmp_path) == []


def test_what_was_added_is_remembered_in_order(tmp_path):
    extras.remember(tmp_path, [TESSERACT, EASYOCR])

    assert extras.remembered(tmp_path) == [TESSERACT, EASYOCR]


def test_a_name_that_an_update_has_dropped_is_passed_over(tmp_path):
    extras.remember(tmp_path, [TESSERACT])
    file = tmp_path / ".thumbworks/extras"
    file.write_text(f"{file.read_text()}of-yesterday\nstripe\n")

    assert extras.remembered(tmp_path) == [TESSERACT]


def test_an_unknown_name_is_told_what_there_is():
    with pytest.raises(HouseError) as refusal:
        extras.known("tesserakt")

    assert "tesseract" in refusal.value.mend
    assert "stripe" not in refusal.value.mend


def test_what_everybody_has_need_not_be_added():
    with pytest.raises(HouseError) as refusal:
        extras.known("stripe")

    assert "THUMBWORKS_STRIPE_KEY" in refusal.value.mend


def test_an_addition_whose_set_up_succeeds_stays(tmp_path):
    script(tmp_path, f'[ "$(cat {tmp_path}/.thumbworks/extras)" = tesseract ]')

    assert extending.bring(tmp_path, [], [TESSERACT])
    assert extras.remembered(tmp_path) == [TESSERACT]


def test_an_addition_whose_set_up_fails_leaves_all_as_it_was(tmp_path):
    script(tmp_path, "exit 1")
    extras.remember(tmp_path, [EASYOCR])

    assert not extending.bring(tmp_path, [EASYOCR], [EASYOCR, TESSERACT])
    assert extras.remembered(tmp_path) == [EASYOCR]


def test_without_an_extra_nothing_comes_in_that_is_not_locked(tmp_path):
    assert environment.beside_the_locks(tmp_path, []) == ["--no-deps"]
    assert environment.beside_the_locks(tmp_path, [TESSERACT]) == ["--no-deps"]


def test_torch_is_chosen_by_the_machine_unless_it_is_there_or_somebody_has_chosen(tmp_path, monkeypatch):
    monkeypatch.delenv("UV_TORCH_BACKEND", raising=False)
    missing = environment.beside_the_locks(tmp_path, [EASYOCR])
    installed(tmp_path, "torch", "torchvision")
    there = environment.beside_the_locks(tmp_path, [EASYOCR])
    monkeypatch.setenv("UV_TORCH_BACKEND", "cpu")
    chosen = environment.beside_the_locks(tmp_path / "elsewhere", [EASYOCR])

    assert missing == ["--torch-backend", "auto"]
    assert there == []
    assert chosen == []


def test_a_set_up_that_fails_with_extras_says_how_to_go_on_without_them(tmp_path, monkeypatch):
    monkeypatch.delenv("UV_TORCH_BACKEND", raising=False)
    (tmp_path / "requirements/extras").mkdir(parents=True)
    for lock in ("main.lock", "extras/easyocr.lock"):
        (tmp_path / "requirements" / lock).write_text("a==1\n")
    program = tmp_path / ".venv/bin/uv"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho dns error\nexit 2\n")
    program.chmod(0o755)
    extras.remember(tmp_path, [EASYOCR])
    with pytest.raises(HouseError) as failure:
        environment.synchronize(tmp_path, Stamp("run", "1", str(tmp_path)))

    assert "cannot be reached" in failure.value.problem
    assert "put torch and torchvision into .venv yourself" in failure.value.mend
    assert f"delete {tmp_path}/.thumbworks/extras" in failure.value.mend


def test_the_list_says_what_an_extra_is_for_and_under_which_terms():
    listed = CliRunner().invoke(app, ["extras", "--json"])
    rows = {row["name"]: row for row in json.loads(listed.stdout)["extras"]}

    assert rows.keys() == BY_NAME.keys()
    assert rows["stripe"]["version"]
    assert rows["nudenet"]["license"].startswith("AGPL")


def test_the_table_says_it_too():
    listed = CliRunner().invoke(app, ["extras"])

    assert listed.exit_code == 0
    assert "THUMBWORKS_OCR_ENGINE=easyocr" in listed.stdout
    assert "always" in listed.stdout


def test_an_unknown_name_is_bad_input():
    refused = CliRunner().invoke(app, ["extras", "add", "tesserakt"])

    assert refused.exit_code == 2
