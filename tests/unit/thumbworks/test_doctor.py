import json
import socket
from importlib import metadata

import pytest

from thumbworks import doctor, engines
from thumbworks.findings import Finding
from thumbworks.home import Home, assets_folder


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Home:
    """A home of the test's own; models and fonts stay where set-up has put them."""
    monkeypatch.setenv("THUMBWORKS_ASSETS", str(assets_folder()))
    monkeypatch.setenv("THUMBWORKS_HOME", str(tmp_path))
    monkeypatch.delenv("THUMBWORKS_NATS_URL", raising=False)
    return Home.open(tmp_path)


def absent(name: str) -> str:
    raise metadata.PackageNotFoundError(name)


def found(findings, what: str) -> Finding:
    return next(finding for finding in findings if finding.what == what)


def test_on_this_machine_nothing_is_broken():
    findings = doctor.examine()

    assert [finding for finding in findings if finding.state == "broken"] == []
    assert {"Python", "packages", "nats-server", "Postgres", "models", "fonts"} <= {
        finding.what for finding in findings
    }


def test_missing_models_are_broken_and_the_row_says_how_to_mend_it(tmp_path, monkeypatch):
    monkeypatch.setenv("THUMBWORKS_ASSETS", str(tmp_path / "empty"))
    models = found(doctor.assets(), "models")

    assert models.state == "broken"
    assert "face_landmark.tflite" in models.found
    assert "./thumbworks doctor" in models.mend


def test_the_exit_follows_the_findings(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")
    healthy = doctor.show(as_json=True)
    rows = json.loads(capsys.readouterr().out)

    assert healthy
    assert rows[0].keys() == {"what", "state", "found", "mend"}


def test_a_server_elsewhere_is_not_examined(monkeypatch):
    monkeypatch.setenv("THUMBWORKS_NATS_URL", "nats://example")

    assert found(doctor.nats_server(), "nats-server").state == "note"


def test_an_engine_that_is_asked_for_and_missing_is_broken_and_the_row_brings_it(monkeypatch):
    monkeypatch.setattr(metadata, "version", lambda name: absent(name) if name == "nudenet" else "1.0")
    monkeypatch.setenv("THUMBWORKS_NSFW_ENGINE", "nudenet")
    row = found(engines.look(), "extra nudenet")

    assert row.state == "broken"
    assert "THUMBWORKS_NSFW_ENGINE=nudenet" in row.found
    assert row.mend == "./thumbworks extras add nudenet"


def test_engines_nobody_asked_for_are_a_note_and_one_that_is_here_says_what_uses_it(monkeypatch):
    monkeypatch.setattr(metadata, "version", lambda name: absent(name) if name == "torch" else "1.0")
    monkeypatch.delenv("THUMBWORKS_OCR_ENGINE", raising=False)
    rows = list(engines.look())

    assert found(rows, "extras").found == "not installed: easyocr"
    assert found(rows, "extra tesseract").found == "1.0, used with THUMBWORKS_OCR_ENGINE=tesseract"


def test_a_running_stack_is_shown_with_its_address(home):
    with home.lock():
        home.announce("http://127.0.0.1:8123")
        row = found(doctor.running(), "stack")

    assert "http://127.0.0.1:8123" in row.found


def test_a_port_that_somebody_else_uses_is_said(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("THUMBWORKS_PORT", str(port))
        row = found(doctor.running(), "port")

    assert f"{port} is in use" in row.found


def test_an_empty_setting_is_listed_until_it_is_filled(monkeypatch):
    before = found(doctor.settings(), "THUMBWORKS_SENTRY_DSN")
    monkeypatch.setenv("THUMBWORKS_SENTRY_DSN", "https://key@example/1")
    after = found(doctor.settings(), "THUMBWORKS_SENTRY_DSN")

    assert before.found.startswith("not set.")
    assert after.found.startswith("set.")
    assert "key@example" not in after.found
